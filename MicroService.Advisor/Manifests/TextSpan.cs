namespace MicroService.Advisor.Manifests;

/// <summary>The half-open range of UTF-16 offsets that a node covers in the text of its document.</summary>
internal readonly record struct TextSpan(int Start, int End)
{
    public static TextSpan None => new(-1, -1);

    /// <summary>Stands for "was in the text" where nobody needs the place: an object that a cluster gave is never edited.</summary>
    public static TextSpan Somewhere => new(0, 0);

    public bool Exists => Start >= 0;
}
