using System.Text.RegularExpressions;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Checks;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Layout;

namespace MicroService.Publishing.Runs;

/// <summary>What publishing comes to, before anything is written.</summary>
/// <param name="Problems">What is wrong with the manifest, or can't be published where that is an error.</param>
/// <param name="Checks">What does not fit together.</param>
/// <param name="Variants">The base, then the overlays; empty if there are problems.</param>
/// <param name="Files">Everything to write; empty if there are problems of either kind.</param>
internal sealed partial record Publication(
    IReadOnlyList<ManifestProblem> Problems,
    IReadOnlyList<CheckProblem> Checks,
    IReadOnlyList<ApplicationVariant> Variants,
    IReadOnlyList<PublishedFile> Files)
{
    public static Publication Refused(IReadOnlyList<ManifestProblem> problems) => new(problems, [], [], []);

    public ApplicationVariant Base => Variants[0];

    /// <summary>The model with the keys of all variants, of which <c>secrets/</c> is made.</summary>
    public ClusterModel Secrets => VariantSecrets.Of(Variants);

    public IEnumerable<ApplicationVariant> Overlays => Variants.Skip(1);

    /// <summary>The warnings of all variants, each once: what an overlay says again with other figures is left out.</summary>
    public IReadOnlyList<PublishWarning> Warnings
    {
        get
        {
            var warnings = new List<PublishWarning>();
            foreach (var variant in Variants)
            {
                var said = warnings.Select(WithoutFigures).ToHashSet();
                warnings.AddRange(variant.Model.Warnings.Concat(variant.Application.Warnings).Distinct().Where(warning => !said.Contains(WithoutFigures(warning))));
            }

            return warnings;
        }
    }

    private static PublishWarning WithoutFigures(PublishWarning warning) => warning with { Message = Figures().Replace(warning.Message, "0") };

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Figures();
}
