namespace IopClinic.Web.Tests;

/// <summary>
/// The test programs run side by side. What measures time, and the journeys that keep every processor busy, take turns over this file;
/// whoever waited too long goes on all the same.
/// </summary>
public sealed class QuietMachine : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private FileStream? _turn;

    public async ValueTask InitializeAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), "iopclinic-tests.turn");
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Pause)
        {
            try
            {
                _turn = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                return;
            }
            catch (IOException)
            {
                await Task.Delay(Pause);
            }
            catch (UnauthorizedAccessException)
            {
                // Another person's run holds it.
                await Task.Delay(Pause);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_turn is not null)
        {
            await _turn.DisposeAsync();
        }
    }
}
