using System.Globalization;

namespace MicroService.Tests.Faults;

/// <summary>The longest that it may take until all is well again.</summary>
/// <param name="Words">The limit as operators read it.</param>
/// <param name="Of">The limit, given the total timeout of the dependency.</param>
internal sealed record RecoveryLimit(string Words, Func<TimeSpan, TimeSpan> Of)
{
    /// <summary>
    /// The client of the cache makes connections when it sees fit: it gives up a silent one after four of its timeouts of 1 s, and a
    /// new one may take 5 s to fail and be tried again.
    /// </summary>
    public static RecoveryLimit NewConnection { get; } = new("with its client's next connection, up to 15 s", static _ => TimeSpan.FromSeconds(15));

    /// <summary>So many total timeouts.</summary>
    public static RecoveryLimit TotalTimeouts(double count) => new(string.Create(CultureInfo.InvariantCulture, $"{count} ×"), total => count * total);

    public override string ToString() => Words;
}
