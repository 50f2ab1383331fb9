using System.Buffers;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Images;

/// <summary>Tags that point to another image from one day to the next.</summary>
internal static class MutableTag
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>True if there is an image, without a variable that something fills in later.</summary>
    public static bool IsWritten(ImageReference image) => image.Repository.Length > 0 && !image.ToString().Contains('$', StringComparison.Ordinal);

    /// <summary>True if there is an image reference that can be judged.</summary>
    public static bool IsJudgeable(ImageReference image) => IsWritten(image) && ImageGrammar.Explain(image) is null;

    /// <summary>
    /// True if the image may change under its reference: no tag, <c>latest</c>, or a tag without any number, and no digest.
    /// </summary>
    public static bool Is(ImageReference image) => image.Digest is null
        && (image.Tag is not { } tag || tag.StartsWith("latest", StringComparison.OrdinalIgnoreCase) || !tag.AsSpan().ContainsAny(Digits));

    /// <summary>
    /// True if the reference means one image for good: a digest, or a version with all of its parts, such as <c>1.2.3-alpine</c>.
    /// </summary>
    public static bool IsPinned(ImageReference image) =>
        image.Digest is not null || (image.Tag is { } tag && Parts(tag) >= 3);

    private static int Parts(string tag)
    {
        var version = tag.AsSpan().TrimStart('v');
        var end = version.IndexOfAny('-', '+', '_');
        var parts = 0;
        foreach (var part in (end < 0 ? version : version[..end]).Split('.'))
        {
            var text = version[part];
            if (text.IsEmpty || text.ContainsAnyExcept(Digits))
            {
                return 0;
            }

            parts++;
        }

        return parts;
    }
}
