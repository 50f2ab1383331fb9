using System.Collections.Frozen;

namespace MicroService.Advisor.Expressions;

/// <summary>The functions that expressions of Kubernetes may call.</summary>
/// <remarks>
/// github.com/google/cel-spec, doc/langdef.md#list-of-standard-definitions; kubernetes.io/docs/reference/using-api/cel; k8s.io/apiserver,
/// pkg/cel/library and pkg/cel/environment/base.go.
/// </remarks>
internal static class CelFunctions
{
    /// <summary>Macros, with how many arguments they take; the first ones name what the last ones are about.</summary>
    public static readonly FrozenDictionary<string, (int Least, int Most)> Macros = new Dictionary<string, (int, int)>(StringComparer.Ordinal)
    {
        ["all"] = (2, 3),
        ["exists"] = (2, 3),
        ["exists_one"] = (2, 3),
        ["existsOne"] = (2, 3),
        ["map"] = (2, 3),
        ["filter"] = (2, 2),
        ["transformList"] = (3, 4),
        ["transformMap"] = (3, 4),
        ["transformMapEntry"] = (3, 4),
        ["optMap"] = (2, 2),
        ["optFlatMap"] = (2, 2),
        ["sortBy"] = (2, 2),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names before a dot that are part of a function's name.</summary>
    public static readonly FrozenSet<string> Spaces =
        FrozenSet.Create(
            StringComparer.Ordinal, "optional", "format", "sets", "strings", "ip", "jsonpatch", "cel", "math", "lists", "base64", "regex",
            "google", "net", "Object", "JSONPatch", "kubernetes");

    /// <summary>Types that are values, too.</summary>
    public static readonly FrozenSet<string> Types =
        FrozenSet.Create(
            StringComparer.Ordinal, "int", "uint", "double", "bool", "string", "bytes", "list", "map", "type", "null_type", "dyn",
            "optional_type");

    // Of libraries that no server has yet, or that are known by name alone: a later one may.
    private static readonly FrozenSet<string> LaterSpaces =
        FrozenSet.Create(
            StringComparer.Ordinal, "cel", "math", "lists", "base64", "regex", "google", "net", "Object", "JSONPatch", "kubernetes");

    private static readonly FrozenSet<string> LaterNames =
        FrozenSet.Create(
            StringComparer.Ordinal, "reverse", "slice", "flatten", "sort", "distinct", "first", "last", "optFirst", "optLast", "unwrap",
            "unwrapOpt", "allContainers", "includes");

    private static readonly FrozenDictionary<string, CelForm[]> Forms = Read("""
        size(string|bytes|list|map) int
        string|bytes|list|map.size() int
        string.contains(string) bool
        string.startsWith(string) bool
        string.endsWith(string) bool
        string.matches(string) bool
        matches(string, string) bool
        timestamp.getFullYear([string]) int
        timestamp.getMonth([string]) int
        timestamp.getDate([string]) int
        timestamp.getDayOfMonth([string]) int
        timestamp.getDayOfWeek([string]) int
        timestamp.getDayOfYear([string]) int
        timestamp.getHours([string]) int
        timestamp.getMinutes([string]) int
        timestamp.getSeconds([string]) int
        timestamp.getMilliseconds([string]) int
        duration.getHours() int
        duration.getMinutes() int
        duration.getSeconds() int
        duration.getMilliseconds() int
        int(int|uint|double|string|timestamp|duration) int
        uint(int|uint|double|string) uint
        double(int|uint|double|string) double
        bool(bool|string) bool
        string(bool|int|uint|double|string|bytes|timestamp|duration|IP|CIDR) string
        bytes(bytes|string) bytes
        duration(duration|string|int) duration
        timestamp(timestamp|string|int) timestamp
        type(any) any
        dyn(any) any
        string.charAt(int) string
        string.indexOf(string[, int]) int
        string.lastIndexOf(string[, int]) int
        string.lowerAscii() string
        string.upperAscii() string
        string.replace(string, string[, int]) string
        string.split(string[, int]) list(string)
        string.substring(int[, int]) string
        string.trim() string
        string.format(list) string
        strings.quote(string) string
        list.join([string]) string
        list.isSorted() bool
        list.sum() any
        list.min() any
        list.max() any
        list.indexOf(any) int
        list.lastIndexOf(any) int
        sets.contains(list, list) bool
        sets.equivalent(list, list) bool
        sets.intersects(list, list) bool
        string.find(string) string
        string.findAll(string[, int]) list(string)
        url(string) URL
        isURL(string) bool
        URL.getScheme() string
        URL.getHost() string
        URL.getHostname() string
        URL.getPort() string
        URL.getEscapedPath() string
        URL.getQuery() map
        Authorizer.path(string) PathCheck
        Authorizer.group(string) GroupCheck
        Authorizer.serviceAccount(string, string) Authorizer
        GroupCheck.resource(string) ResourceCheck
        ResourceCheck.subresource(string) ResourceCheck
        ResourceCheck.namespace(string) ResourceCheck
        ResourceCheck.name(string) ResourceCheck
        ResourceCheck.fieldSelector(string) ResourceCheck
        ResourceCheck.labelSelector(string) ResourceCheck
        PathCheck|ResourceCheck.check(string) Decision
        Decision.allowed() bool
        Decision.reason() string
        Decision.errored() bool
        Decision.error() string
        quantity(string) Quantity
        isQuantity(string) bool
        Quantity.isInteger() bool
        Quantity.asInteger() int
        Quantity.asApproximateFloat() double
        Quantity.sign() int
        Quantity.add(Quantity|int) Quantity
        Quantity.sub(Quantity|int) Quantity
        Quantity.isGreaterThan(Quantity) bool
        Quantity.isLessThan(Quantity) bool
        Quantity.compareTo(Quantity) int
        ip(string) IP
        isIP(string) bool
        ip.isCanonical(string) bool
        IP.family() int
        IP.isUnspecified() bool
        IP.isLoopback() bool
        IP.isLinkLocalMulticast() bool
        IP.isLinkLocalUnicast() bool
        IP.isGlobalUnicast() bool
        cidr(string) CIDR
        isCIDR(string) bool
        CIDR.ip() IP
        CIDR.masked() CIDR
        CIDR.prefixLength() int
        CIDR.containsIP(IP|string) bool
        CIDR.containsCIDR(CIDR|string) bool
        format.named(string) optional_type
        format.dns1123Label() Format
        format.dns1123Subdomain() Format
        format.dns1035Label() Format
        format.qualifiedName() Format
        format.dns1123LabelPrefix() Format
        format.dns1123SubdomainPrefix() Format
        format.dns1035LabelPrefix() Format
        format.labelValue() Format
        format.uri() Format
        format.uuid() Format
        format.byte() Format
        format.date() Format
        format.datetime() Format
        Format.validate(string) optional_type
        semver(string[, bool]) Semver
        isSemver(string[, bool]) bool
        Semver.major() int
        Semver.minor() int
        Semver.patch() int
        Semver.isGreaterThan(Semver) bool
        Semver.isLessThan(Semver) bool
        Semver.compareTo(Semver) int
        image(string) Image
        isImage(string) bool
        Image.containsDigest() bool
        Image.registry() string
        Image.repository() string
        Image.identifier() string
        Image.tag() string
        Image.digest() string
        jsonpatch.escapeKey(string) string
        optional.of(any) optional_type
        optional.ofNonZeroValue(any) optional_type
        optional.none() optional_type
        optional_type.hasValue() bool
        optional_type.value() any
        optional_type.or(optional_type) optional_type
        optional_type.orValue(any) any
        """);

    /// <summary>The forms of a function; empty if none is known.</summary>
    public static ReadOnlySpan<CelForm> FormsOf(string name) => Forms.GetValueOrDefault(name);

    /// <summary>Whether a function may be one of a later server's.</summary>
    /// <param name="name">Its name, with the names before it that are part of it.</param>
    public static bool IsLater(string name) =>
        LaterNames.Contains(name) || (name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && LaterSpaces.Contains(name[..dot]));

    private static FrozenDictionary<string, CelForm[]> Read(string lines) => lines.Split('\n', StringSplitOptions.TrimEntries)
        .Select(CelForm.Parse).GroupBy(form => form.Name, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
}
