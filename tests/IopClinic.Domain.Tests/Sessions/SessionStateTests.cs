using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Tests.Sessions;

public sealed class SessionStateTests
{
    [Theory]
    [InlineData(0, 0, 0, false, SessionState.ToDo)]
    [InlineData(10, 0, 0, false, SessionState.ToDo)]
    [InlineData(10, 1, 0, false, SessionState.Draft)]
    [InlineData(10, 20, 9, false, SessionState.Draft)]
    [InlineData(10, 21, 10, false, SessionState.Signed)]
    [InlineData(1, 2, 1, false, SessionState.Signed)]
    [InlineData(0, 1, 0, false, SessionState.Draft)]
    [InlineData(10, 0, 0, true, SessionState.Cancelled)]
    public void A_session_is_as_far_as_its_rows(int roster, int recorded, int signed, bool cancelled, SessionState state) =>
        Assert.Equal(state, new SessionProgress(roster, recorded, signed, cancelled).State);

    [Theory]
    [InlineData(0, 0, 0, false, false)]
    [InlineData(0, 1, 0, false, false)]
    [InlineData(3, 0, 0, false, true)]
    [InlineData(3, 5, 2, false, true)]
    [InlineData(3, 6, 3, false, false)]
    [InlineData(3, 0, 0, true, false)]
    public void Somebody_must_sign_while_a_roster_is_not_signed_whole(int roster, int recorded, int signed, bool cancelled, bool waits) =>
        Assert.Equal(waits, new SessionProgress(roster, recorded, signed, cancelled).AwaitsSignature);
}
