namespace IopClinic.Domain.Measures;

/// <summary>Rounding as instruments prescribe it: a half goes up, also below zero.</summary>
internal static class HalfUp
{
    public static decimal Round(decimal value, int decimals)
    {
        var scale = 1m;
        for (var place = 0; place < decimals; place++)
        {
            scale *= 10;
        }

        return decimal.Floor(value * scale + 0.5m) / scale;
    }
}
