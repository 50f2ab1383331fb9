namespace MicroService.Advisor.Addresses;

/// <summary>A port and its transport protocol.</summary>
/// <param name="Number">The port.</param>
/// <param name="Protocol"><c>TCP</c> or <c>UDP</c>.</param>
public readonly record struct PortUse(int Number, string Protocol = PortUse.Tcp) : IComparable<PortUse>
{
    /// <summary>The usual protocol.</summary>
    public const string Tcp = "TCP";

    /// <summary>Datagrams.</summary>
    public const string Udp = "UDP";

    /// <inheritdoc/>
    public int CompareTo(PortUse other) =>
        Number != other.Number ? Number.CompareTo(other.Number) : string.CompareOrdinal(Protocol, other.Protocol);

    /// <summary>Whether the first comes before the second.</summary>
    public static bool operator <(PortUse left, PortUse right) => left.CompareTo(right) < 0;

    /// <summary>Whether the first comes after the second.</summary>
    public static bool operator >(PortUse left, PortUse right) => left.CompareTo(right) > 0;

    /// <summary>Whether the first does not come after the second.</summary>
    public static bool operator <=(PortUse left, PortUse right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the first does not come before the second.</summary>
    public static bool operator >=(PortUse left, PortUse right) => left.CompareTo(right) >= 0;

    internal static PortUse[] ByTcp(params int[] numbers) => [.. numbers.Select(number => new PortUse(number))];

    internal static PortUse[] ByUdp(params int[] numbers) => [.. numbers.Select(number => new PortUse(number, Udp))];

    internal static PortUse[] ByBoth(params int[] numbers) => [.. ByTcp(numbers), .. ByUdp(numbers)];
}
