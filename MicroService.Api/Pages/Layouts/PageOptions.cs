using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Pages.Layouts;

/// <summary>The section <c>Page</c>: the page for people.</summary>
public sealed record PageOptions : IValidatedOptions<PageOptions>
{
    private const int Mebibyte = 1024 * 1024;

    /// <inheritdoc/>
    public static string Section => "Page";

    /// <summary>Whether the page is served; the calls for programs always are.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The most bytes of a form: of all files that are audited together. 64 KiB to 8 MiB; default 1 MiB, some 30,000 lines.</summary>
    public int MaxBytes { get; init; } = Mebibyte;

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => key is nameof(Enabled);

    /// <inheritdoc/>
    public static PageOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new PageOptions();
        return new PageOptions
        {
            Enabled = options.Boolean(nameof(Enabled), defaults.Enabled),
            MaxBytes = options.Number(nameof(MaxBytes), defaults.MaxBytes, 64 * 1024, 8 * Mebibyte),
        };
    }
}
