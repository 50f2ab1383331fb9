using System.Text.RegularExpressions;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Checks;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing;

/// <summary>The result of publishing, before anything is written.</summary>
/// <param name="Problems">Problems of the manifest, and unpublishable resources if those are errors.</param>
/// <param name="Checks">Objects that don't fit together.</param>
/// <param name="Variants">The base, then the overlays; empty if there are problems.</param>
/// <param name="Files">The files to write; empty if there are problems of either kind.</param>
internal sealed partial record Publication(
    IReadOnlyList<ManifestProblem> Problems,
    IReadOnlyList<CheckProblem> Checks,
    IReadOnlyList<ApplicationVariant> Variants,
    IReadOnlyList<PublishedFile> Files)
{
    public static Publication Refused(IReadOnlyList<ManifestProblem> problems) => new(problems, [], [], []);

    public ApplicationVariant Base => Variants[0];

    /// <summary>The model with the keys of all variants, which <c>secrets/</c> is generated from.</summary>
    public ClusterModel Secrets => VariantSecrets.Of(Variants);

    public IEnumerable<ApplicationVariant> Overlays => Variants.Skip(1);

    /// <summary>The warnings of all variants, without duplicates. Two warnings that differ only in figures count as the same.</summary>
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
