namespace MicroService.Advisor.Manifests;

/// <summary>How a scalar is written in YAML.</summary>
public enum ScalarNotation : byte
{
    /// <summary>Without quotes; its kind is resolved from its text.</summary>
    Plain,

    /// <summary>In single or double quotes: always a string.</summary>
    Quoted,

    /// <summary>A literal (<c>|</c>) or folded (<c>&gt;</c>) block: always a string.</summary>
    Block,
}
