using System.Security.Claims;
using System.Text.RegularExpressions;
using MicroService.Api.Audits;
using MicroService.Api.Problems;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Scans;

/// <summary>The section <c>Scans</c>: what scans of the cluster read, how often, and how long their results are kept.</summary>
public sealed partial record ScanOptions : IValidatedOptions<ScanOptions>
{
    private const int Mebibyte = 1024 * 1024;
    private const long Tebibyte = 1024L * 1024 * 1024 * 1024;
    private const string NameRule = "must be a name as Kubernetes has them: lower-case letters, digits and hyphens";

    /// <inheritdoc/>
    public static string Section => "Scans";

    /// <summary>What stands for the service's own namespace in <see cref="Namespaces"/>; no namespace can be called that.</summary>
    public const string OwnNamespace = ".";

    /// <summary>
    /// The namespaces that are scanned where a request names none, separated by commas, a dot for the service's own; all by default, and
    /// what belongs to none.
    /// </summary>
    public string? Namespaces { get; init; }

    /// <summary>
    /// The scope that a caller's token must have to ask for a scan, in the claim <c>scope</c> or <c>scp</c>; any caller may by default.
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>
    /// Whether scans read the names and keys of Secrets, to find those that are missing. That takes the right to read their values, which are
    /// dropped unread.
    /// </summary>
    public bool ReadSecrets { get; init; }

    /// <summary>The answer to a caller that may not ask for a scan; null if it may.</summary>
    internal ProblemResult? Refuse(ClaimsPrincipal user) => Scope is { Length: > 0 } scope && !AuditCaller.HasScope(user, scope)
        ? new ProblemResult(ProblemType.Forbidden, $"A scan is made with the rights of the service: the token must have the scope {scope}.")
        : null;

    /// <summary>
    /// Bytes of fields of the objects that a scan keeps of each namespace, so that comparisons tell what changed; of the objects beyond, they
    /// tell that they changed; 0 keeps nothing. Secrets, and values that look like one, are never kept. 0 to 64 MiB; 4 MiB by default.
    /// </summary>
    public int FieldBytes { get; init; } = 4 * Mebibyte;

    /// <summary>Maximum number of scans that wait for the one under way; more are rejected with 503. 0 to 100.</summary>
    public int Queue { get; init; } = 4;

    /// <summary>How long a scan may take. 1 s to 6 h.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Clients that may follow the events of scans at once; more are rejected with 503. 1 to 10,000.</summary>
    public int MaxStreams { get; init; } = 64;

    /// <summary>How often the cluster is scanned without a request, by one of the replicas; 0 disables it. 0 or 1 min to 31 days.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Whether a watch keeps the last scan of the schedule fresh between two of them, by the replica that holds the Lease; takes the right to watch
    /// what is listed, and needs <c>Interval</c>.
    /// </summary>
    public bool Watch { get; init; }

    /// <summary>
    /// How long nothing may change before the namespaces that did are audited again; ten times as long in a cluster that is never quiet. 1 s to 10 min.
    /// </summary>
    public TimeSpan WatchQuiet { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The Lease by which replicas agree on who scans: the only object that is ever written to a cluster, and only where <c>Interval</c> is set.</summary>
    public string LeaseName { get; init; } = "microservice-scan";

    /// <summary>The namespace of the Lease; that of the pod, or of the kubeconfig's context, by default.</summary>
    public string? LeaseNamespace { get; init; }

    /// <summary>Days a scan is kept; 0 disables the limit. 0 to 3650.</summary>
    public int Retention { get; init; } = 30;

    /// <summary>Maximum number of scans kept, the newest; 0 disables the limit. 0 to 1,000,000; 500 by default.</summary>
    public int MaxScans { get; init; } = 500;

    /// <summary>Maximum size of the scans in the database in bytes, the newest are kept; 0 disables the limit. 0 to 1 TiB; 2 GiB by default.</summary>
    public long MaxBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary><see cref="Namespaces"/>, one by one.</summary>
    public IReadOnlyList<string> NamespaceList => Split(Namespaces);

    /// <summary>Whether it can be the name of a namespace (RFC 1123 label).</summary>
    public static bool IsNamespace(string name) => Label().IsMatch(name);

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static ScanOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new ScanOptions();
        var bound = new ScanOptions
        {
            Namespaces = options.Text(nameof(Namespaces), described: "all"),
            Scope = options.Text(nameof(Scope), described: "any caller"),
            ReadSecrets = options.Boolean(nameof(ReadSecrets), defaults.ReadSecrets),
            FieldBytes = options.Number(nameof(FieldBytes), defaults.FieldBytes, 0, 64 * Mebibyte),
            Queue = options.Number(nameof(Queue), defaults.Queue, 0, 100),
            Timeout = options.Duration(nameof(Timeout), defaults.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(6)),
            MaxStreams = options.Number(nameof(MaxStreams), defaults.MaxStreams, 1, 10_000),
            Interval = options.Duration(nameof(Interval), defaults.Interval, TimeSpan.Zero, TimeSpan.FromDays(31)),
            Watch = options.Boolean(nameof(Watch), defaults.Watch),
            WatchQuiet = options.Duration(nameof(WatchQuiet), defaults.WatchQuiet, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            LeaseName = options.Text(nameof(LeaseName), defaults.LeaseName)!,
            LeaseNamespace = options.Text(nameof(LeaseNamespace), described: "that of the pod"),
            Retention = options.Number(nameof(Retention), defaults.Retention, 0, 3650),
            MaxScans = options.Number(nameof(MaxScans), defaults.MaxScans, 0, 1_000_000),
            MaxBytes = options.Number(nameof(MaxBytes), defaults.MaxBytes, 0, Tebibyte),
        };
        foreach (var wrong in bound.NamespaceList.Where(static name => name != OwnNamespace && !IsNamespace(name)))
        {
            options.Require(false, nameof(Namespaces), $"must be names of namespaces, or a dot for the own one, separated by commas: {wrong} is none");
        }

        options.Require(bound.Interval == TimeSpan.Zero || bound.Interval >= TimeSpan.FromMinutes(1), nameof(Interval), "must be 0, or at least 1m");
        options.Require(!bound.Watch || bound.Interval > TimeSpan.Zero, nameof(Watch), $"must be false unless {Section}:{nameof(Interval)} is set");
        options.Require(IsNamespace(bound.LeaseName), nameof(LeaseName), NameRule);
        options.Require(bound.LeaseNamespace is null || IsNamespace(bound.LeaseNamespace), nameof(LeaseNamespace), NameRule);
        return bound;
    }

    private static string[] Split(string? names) => (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Label();
}
