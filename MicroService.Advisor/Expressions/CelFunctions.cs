using System.Collections.Frozen;

namespace MicroService.Advisor.Expressions;

/// <summary>The functions that expressions of Kubernetes may call, and what they give back.</summary>
/// <remarks>kubernetes.io/docs/reference/using-api/cel; k8s.io/apiserver, pkg/cel/library and pkg/cel/environment/base.go.</remarks>
internal static class CelFunctions
{
    /// <summary>Macros whose first arguments name what the last one is about.</summary>
    public static readonly FrozenSet<string> Macros =
        FrozenSet.Create(
            StringComparer.Ordinal, "all", "exists", "exists_one", "existsOne", "map", "filter", "transformList", "transformMap", "transformMapEntry", "optMap", "optFlatMap",
            "sortBy");

    /// <summary>Names before a dot that are part of a function's name.</summary>
    public static readonly FrozenSet<string> Spaces =
        FrozenSet.Create(
            StringComparer.Ordinal, "optional", "cel", "math", "format", "sets", "lists", "strings", "ip", "cidr", "base64", "regex", "jsonpatch", "google", "net", "Object",
            "JSONPatch", "kubernetes");

    /// <summary>Types that are values, too.</summary>
    public static readonly FrozenSet<string> Types =
        FrozenSet.Create(StringComparer.Ordinal, "int", "uint", "double", "bool", "string", "bytes", "list", "map", "type", "null_type", "dyn", "optional_type");

    private static readonly FrozenSet<string> Booleans =
        FrozenSet.Create(
            StringComparer.Ordinal, "has", "contains", "startsWith", "endsWith", "matches", "bool", "isSorted", "isURL", "isQuantity", "isInteger", "isLessThan", "isGreaterThan",
            "isIP", "isCIDR", "isCanonical", "isUnspecified", "isLoopback", "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast", "containsIP", "containsCIDR",
            "isSemver", "allowed", "errored", "hasValue", "all", "exists", "exists_one", "existsOne", "equivalent", "intersects", "includes", "isNaN", "isInf", "isFinite");

    private static readonly FrozenSet<string> Texts =
        FrozenSet.Create(
            StringComparer.Ordinal, "string", "charAt", "lowerAscii", "upperAscii", "replace", "join", "substring", "trim", "format", "quote", "find", "getScheme", "getHost",
            "getHostname", "getPort", "getEscapedPath", "reason", "error", "escapeKey");

    private static readonly FrozenSet<string> Integers =
        FrozenSet.Create(
            StringComparer.Ordinal, "size", "int", "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds",
            "getMilliseconds", "asInteger", "sign", "compareTo", "family", "prefixLength", "major", "minor", "patch");

    private static readonly FrozenSet<string> Others =
        FrozenSet.Create(
            StringComparer.Ordinal, "uint", "double", "bytes", "duration", "timestamp", "type", "dyn", "indexOf", "lastIndexOf", "split", "reverse", "sum", "min", "max", "findAll",
            "url", "getQuery", "path", "group", "serviceAccount", "resource", "subresource", "namespace", "name", "check", "fieldSelector", "labelSelector", "quantity",
            "asApproximateFloat", "add", "sub", "ip", "cidr", "masked", "named", "validate", "semver", "of", "ofNonZeroValue", "none", "value", "or", "orValue", "optMap",
            "optFlatMap", "unwrap", "unwrapOpt", "first", "last", "slice", "flatten", "sort", "sortBy", "distinct", "range", "map", "filter", "transformList", "transformMap",
            "transformMapEntry", "bind", "encode", "decode", "greatest", "least", "ceil", "floor", "round", "trunc", "abs", "bitAnd", "bitOr", "bitXor", "bitNot", "bitShiftLeft",
            "bitShiftRight", "sqrt", "dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "dns1123LabelPrefix", "dns1123SubdomainPrefix", "dns1035LabelPrefix",
            "labelValue", "uri", "uuid", "byte", "date", "datetime", "block", "index", "iterVar", "accuVar", "mul", "div", "mod", "zone", "is4", "is6", "extract", "extractAll",
            "request");

    /// <summary>What a function gives back; null if there is none of this name.</summary>
    public static CelType? Find(string name) =>
        Booleans.Contains(name) ? CelType.Boolean
        : Texts.Contains(name) ? CelType.Text
        : Integers.Contains(name) ? CelType.Integer
        : Others.Contains(name) ? CelType.Any
        : null;
}
