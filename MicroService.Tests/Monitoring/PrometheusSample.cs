namespace MicroService.Tests.Monitoring;

/// <summary>One value that a query came to.</summary>
/// <param name="Labels">Its labels, <c>__name__</c> included where there is one.</param>
/// <param name="Value">The value; may be NaN or infinite.</param>
internal sealed record PrometheusSample(IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>The label's value; empty where there is none, as Prometheus has it.</summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");

    public override string ToString() => $"{{{string.Join(", ", Labels.Select(label => $"{label.Key}={label.Value}"))}}} {Value}";
}
