namespace MicroService.Advisor.Manifests;

/// <summary>How a collection is written: YAML 1.2 §8 (block) or §7.4 (flow, JSON's too).</summary>
public enum NodeStyle : byte
{
    /// <summary>One entry a line, nested by indentation.</summary>
    Block,

    /// <summary>In brackets or braces.</summary>
    Flow,
}
