using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Tests.ServiceDefaults.Configuration;

internal sealed record SampleOptions : IValidatedOptions<SampleOptions>
{
    public static string Section => "Sample";

    public string? Name { get; init; }

    public string? Key { get; init; }

    public int Count { get; init; }

    public TimeSpan Wait { get; init; }

    public static SampleOptions Bind(OptionsReader options) => new()
    {
        Name = options.Text(nameof(Name)),
        Key = options.Secret(nameof(Key)),
        Count = options.Number(nameof(Count), 3, 1, 9),
        Wait = options.Duration(nameof(Wait), TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromMinutes(1)),
    };
}
