using MicroService.Advisor.Objects;
using MicroService.Cluster.Prometheus;
using MicroService.Cluster.RightSizing;
using MicroService.ServiceDefaults.Configuration;
using Sizes = MicroService.Cluster.RightSizing.RightSizingOptions;

namespace MicroService.Api.RightSizing;

/// <summary>The section <c>RightSizing</c>: which Prometheus knows what workloads used, and how sizes are decided.</summary>
public sealed record RightSizingOptions : IValidatedOptions<RightSizingOptions>
{
    private const double Percent = 100;
    private const double MostCpuFloor = 64;
    private const double MostMemoryFloor = 1L << 40;
    private const string TenantHeader = "X-Scope-OrgID";

    private static readonly Sizes Defaults = new();

    /// <inheritdoc/>
    public static string Section => "RightSizing";

    /// <summary>
    /// The address of Prometheus, Thanos, Mimir or VictoriaMetrics, with the path before <c>/api/v1</c>, or the name of a service such as
    /// <c>http://prometheus</c>; without one no sizes are answered.
    /// </summary>
    public Uri? Prometheus { get; init; }

    /// <summary>Headers of every query, such as <c>Authorization: Bearer …</c>, one on each line.</summary>
    public string? Headers { get; init; }

    /// <summary>The tenant of Mimir, Cortex or Thanos, sent as <c>X-Scope-OrgID</c>.</summary>
    public string? Tenant { get; init; }

    /// <summary>More matchers of every series, such as <c>cluster="prod"</c>.</summary>
    public string? Matchers { get; init; }

    /// <summary>Other names of metrics and labels, such as <c>state-pod=exported_pod</c>, separated by commas; the keys are those of <c>rightsize --name</c>.</summary>
    public string? Names { get; init; }

    /// <summary>Days of history to look at. 1 to 90; 14 by default.</summary>
    public int Days { get; init; } = Defaults.Days;

    /// <summary>The most points of a curve of usage; their distance follows from it and <c>Days</c>. 10 to 1,000; 200 by default.</summary>
    public int Points { get; init; } = 200;

    /// <summary>Percent of CPU above what 95 % of the time need. 0 to 1,000; 10 by default.</summary>
    public int CpuMargin { get; init; } = 10;

    /// <summary>Percent of memory above the highest use. 0 to 1,000; 15 by default.</summary>
    public int MemoryMargin { get; init; } = 15;

    /// <summary>The least CPU request of a pod, divided by its containers. 0 to 64 cores; 10m by default.</summary>
    public string CpuFloor { get; init; } = "10m";

    /// <summary>The least memory request of a pod, divided by its containers. 0 to 1Ti; 32Mi by default.</summary>
    public string MemoryFloor { get; init; } = "32Mi";

    /// <summary>The smallest change that is suggested, in percent of the present size. 0 to 1,000; 10 by default.</summary>
    public int Threshold { get; init; } = 10;

    /// <summary>How long all queries of a call may take together; what was not asked by then is named as missing. 1 s to 10 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long Prometheus may compute one query. 1 s to 10 min.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The rest after each query, in percent of the time that it took. 0 to 1,000; 25 by default.</summary>
    public int Rest { get; init; } = 25;

    /// <summary>The most samples that one answer may have; more are asked for in parts. 10,000 to 10,000,000; 1,000,000 by default, some 30 MB.</summary>
    public int MaxSamples { get; init; } = 1_000_000;

    /// <summary>How long an answer is kept for the next callers; 0 asks Prometheus for each. 0 to 1 h; 5 min by default.</summary>
    public TimeSpan CacheDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => false;

    /// <inheritdoc/>
    public static RightSizingOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new RightSizingOptions();
        var bound = new RightSizingOptions
        {
            Prometheus = options.Url(nameof(Prometheus)),
            Headers = options.Secret(nameof(Headers)),
            Tenant = options.Text(nameof(Tenant)),
            Matchers = options.Text(nameof(Matchers)),
            Names = options.Text(nameof(Names), described: "the usual ones"),
            Days = options.Number(nameof(Days), defaults.Days, 1, 90),
            Points = options.Number(nameof(Points), defaults.Points, 10, 1000),
            CpuMargin = options.Number(nameof(CpuMargin), defaults.CpuMargin, 0, 1000),
            MemoryMargin = options.Number(nameof(MemoryMargin), defaults.MemoryMargin, 0, 1000),
            CpuFloor = options.Text(nameof(CpuFloor), defaults.CpuFloor)!,
            MemoryFloor = options.Text(nameof(MemoryFloor), defaults.MemoryFloor)!,
            Threshold = options.Number(nameof(Threshold), defaults.Threshold, 0, 1000),
            Timeout = options.Duration(nameof(Timeout), defaults.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            QueryTimeout = options.Duration(nameof(QueryTimeout), defaults.QueryTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            Rest = options.Number(nameof(Rest), defaults.Rest, 0, 1000),
            CacheDuration = options.Duration(nameof(CacheDuration), defaults.CacheDuration, TimeSpan.Zero, TimeSpan.FromHours(1)),
            MaxSamples = options.Number(nameof(MaxSamples), defaults.MaxSamples, 10_000, 10_000_000),
        };
        options.Require(
            bound.Prometheus is null or { UserInfo: "", Query: "", Fragment: "" }, nameof(Prometheus),
            $"must have no user, query or fragment; credentials belong into {Section}:{nameof(Headers)}");
        options.Require(bound.HeaderLines.All(static line => Header(line) is not null), nameof(Headers), "must be lines of \"name: value\"");
        options.Require(bound.NameList is not null, nameof(Names), $"must be key=name, separated by commas, with keys of {string.Join(", ", MetricNames.Keys)}; cpu and memory need a name");
        options.Require(AmountOf(bound.CpuFloor) <= MostCpuFloor, nameof(CpuFloor), "must be an amount such as 10m, 0 to 64");
        options.Require(AmountOf(bound.MemoryFloor) <= MostMemoryFloor, nameof(MemoryFloor), "must be an amount such as 32Mi, 0 to 1Ti");
        return bound;
    }

    /// <summary>How to ask.</summary>
    /// <exception cref="InvalidOperationException">No Prometheus is set.</exception>
    internal PrometheusOptions ToPrometheus() => new()
    {
        Server = Prometheus ?? throw new InvalidOperationException($"{Section}:{nameof(Prometheus)} is not set."),
        Headers = [.. HeaderLines.Select(static line => Header(line)!.Value), .. Tenant is null ? [] : new[] { KeyValuePair.Create(TenantHeader, Tenant) }],
        // The pipeline repeats whole requests. It ends with the headers, so that an answer that is cut afterwards is asked for once more here.
        Attempts = 2,
        Timeout = QueryTimeout,
        Budget = Timeout,
        Rest = Rest / Percent,
        MaxSamples = MaxSamples,
    };

    /// <summary>How to decide.</summary>
    internal Sizes ToSizes() => Defaults with
    {
        Days = Days,
        CpuMargin = CpuMargin / Percent,
        MemoryMargin = MemoryMargin / Percent,
        CpuFloor = AmountOf(CpuFloor)!.Value,
        MemoryFloor = AmountOf(MemoryFloor)!.Value,
        Threshold = Threshold / Percent,
        Matchers = Matchers ?? "",
        Names = NameList!,
    };

    internal IEnumerable<string> HeaderLines => (Headers ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private MetricNames? NameList => (Names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Aggregate(
        (MetricNames?)Defaults.Names, static (names, one) => one.Split('=', 2) is [var key, var name] ? names?.With(key.Trim(), name.Trim()) : null);

    // Others would not be sent (RFC 9110, 5.6.2).
    private static KeyValuePair<string, string>? Header(string line) =>
        line.Split(':', 2) is [var name, var value] && name.Trim() is { Length: > 0 } trimmed
        && trimmed.All(static letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal))
            ? KeyValuePair.Create(trimmed, value.Trim())
            : null;

    private static double? AmountOf(string text) => Quantity.TryParse(text, out var amount) && amount.Value >= 0 ? (double)amount.Value : null;
}
