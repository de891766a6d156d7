namespace IopClinic.Web.Seed;

/// <summary>Deals its cards in a shuffled order, each once before any comes again.</summary>
internal sealed class Deck<T>(IEnumerable<T> cards, Random chance)
{
    private readonly T[] _cards = [.. cards];
    private int _dealt = int.MaxValue;

    public T Deal()
    {
        if (_dealt >= _cards.Length)
        {
            chance.Shuffle(_cards);
            _dealt = 0;
        }

        return _cards[_dealt++];
    }
}
