namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>Places panels from left to right and line by line in Grafana's 24 columns.</summary>
internal sealed class PanelGrid
{
    public const int Columns = 24;

    private int _x;
    private int _y;
    private int _lineHeight;

    /// <summary>The place of the next panel.</summary>
    public GridPlace Next(int width, int height)
    {
        if (_x + width > Columns)
        {
            EndLine();
        }

        var place = new GridPlace(_x, _y, width, height);
        _x += width;
        _lineHeight = Math.Max(_lineHeight, height);
        return place;
    }

    /// <summary>Puts what follows below all that is there.</summary>
    public void EndLine() => (_x, _y, _lineHeight) = (0, _y + _lineHeight, 0);
}
