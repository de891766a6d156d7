namespace IopClinic.Domain.Tests;

public sealed class KeySourceTests
{
    private static readonly Guid Known = Guid.Parse("01900000-0000-7000-8000-000000000001");

    [Fact]
    public void Keys_come_from_a_series_until_it_is_given_back()
    {
        using (KeySource.From(() => Known))
        {
            Assert.Equal(Known, Id<KeySourceTests>.New().Value);
        }

        Assert.NotEqual(Known, Id<KeySourceTests>.New().Value);
    }

    [Fact]
    public async Task Another_thread_makes_its_own_keys()
    {
        using var _ = KeySource.From(() => Known);

        var other = await Task.Factory.StartNew(Id<KeySourceTests>.New, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.NotEqual(Known, other.Value);
    }

    [Fact]
    public void A_series_within_another_gives_way_to_it_again()
    {
        var inner = Guid.Parse("01900000-0000-7000-8000-000000000002");
        using var _ = KeySource.From(() => Known);
        using (KeySource.From(() => inner))
        {
            Assert.Equal(inner, KeySource.New());
        }

        Assert.Equal(Known, KeySource.New());
    }
}
