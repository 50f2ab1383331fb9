using MicroService.Api.Documents;

namespace MicroService.Api.Pages.Assets;

/// <summary>
/// The style, the script and the icon of the page. Their addresses name their bytes, so that browsers keep them, and a new version of the service
/// brings its own. They are read and compressed when a page is asked for first.
/// </summary>
internal sealed class PageAssets
{
    private readonly ConstantResult _result;

    private PageAssets(string name, string extension, string contentType)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"Pages/{name}.{extension}")
            ?? throw new InvalidOperationException($"The resource Pages/{name}.{extension} is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        _result = new ConstantResult(bytes, contentType, isForever: true);
        Path = $"/assets/{name}.{_result.Hash}.{extension}";
    }

    /// <summary>The style.</summary>
    public static PageAssets Style { get; } = new("page", "css", "text/css; charset=utf-8");

    /// <summary>The script. Nothing needs it but what only a script can do: copying, and following a scan without asking again.</summary>
    public static PageAssets Script { get; } = new("page", "js", "text/javascript; charset=utf-8");

    /// <summary>The icon.</summary>
    public static PageAssets Icon { get; } = new("icon", "svg", "image/svg+xml");

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The file of this name; null if there is none, as for one of another version.</summary>
    public static IResult? Find(string path) =>
        Array.Find([Style, Script, Icon], asset => asset.Path == path)?._result;
}
