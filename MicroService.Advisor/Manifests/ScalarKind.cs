namespace MicroService.Advisor.Manifests;

/// <summary>What the API server would take a scalar for.</summary>
public enum ScalarKind : byte
{
    /// <summary>A string.</summary>
    String,

    /// <summary>Nothing: <c>null</c>, <c>~</c> or an empty plain scalar.</summary>
    Null,

    /// <summary>A Boolean; YAML 1.1's <c>yes</c> and <c>on</c> count, as they do for kubectl.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a fraction or an exponent.</summary>
    Float,
}
