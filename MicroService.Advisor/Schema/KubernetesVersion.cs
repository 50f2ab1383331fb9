using System.Globalization;

namespace MicroService.Advisor.Schema;

/// <summary>A minor version of Kubernetes, such as 1.37.</summary>
/// <param name="Minor">The number behind <c>1.</c></param>
public readonly record struct KubernetesVersion(int Minor) : IComparable<KubernetesVersion>
{
    /// <summary>The oldest version whose fields are known.</summary>
    public static KubernetesVersion Oldest { get; } = new(SchemaTable.OldestMinor);

    /// <summary>The newest version whose fields are known.</summary>
    public static KubernetesVersion Newest { get; } = new(SchemaTable.OldestMinor + SchemaTable.VersionCount - 1);

    /// <summary>True for a version whose fields are all known; a newer one may have further ones.</summary>
    public bool IsKnown => Minor >= Oldest.Minor && Minor <= Newest.Minor;

    /// <summary>Reads <c>1.36</c>, <c>v1.36</c> or <c>1.36.3</c>.</summary>
    public static bool TryParse(string? text, out KubernetesVersion version)
    {
        version = default;
        var parts = (text ?? "").TrimStart('v').Split('.');
        if (parts.Length is not (2 or 3) || parts[0] != "1" || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            || (parts.Length == 3 && !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return false;
        }

        version = new KubernetesVersion(minor);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(KubernetesVersion other) => Minor.CompareTo(other.Minor);

    /// <summary>Earlier.</summary>
    public static bool operator <(KubernetesVersion left, KubernetesVersion right) => left.Minor < right.Minor;

    /// <summary>Later.</summary>
    public static bool operator >(KubernetesVersion left, KubernetesVersion right) => left.Minor > right.Minor;

    /// <summary>Earlier or the same.</summary>
    public static bool operator <=(KubernetesVersion left, KubernetesVersion right) => left.Minor <= right.Minor;

    /// <summary>Later or the same.</summary>
    public static bool operator >=(KubernetesVersion left, KubernetesVersion right) => left.Minor >= right.Minor;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"1.{Minor}");
}
