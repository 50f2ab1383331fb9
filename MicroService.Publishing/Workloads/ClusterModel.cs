using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Workloads;

/// <summary>
/// An app model as the cluster will run it. Names are valid, and every expression is resolved or deferred to a Secret. Nothing is hardened
/// yet.
/// </summary>
/// <param name="Name">The application's name as a DNS label; the default of its namespace, and its
/// <c>app.kubernetes.io/part-of</c>.</param>
/// <param name="Workloads">The workloads in the order of the manifest; added ones follow the resource they serve.</param>
/// <param name="Parameters">The parameters whose values the Secrets need, in the order of the manifest.</param>
/// <param name="Warnings">The warnings of building the model.</param>
internal sealed record ClusterModel(
    string Name,
    IReadOnlyList<ClusterWorkload> Workloads,
    IReadOnlyList<ClusterParameter> Parameters,
    IReadOnlyList<PublishWarning> Warnings);

/// <summary>A parameter whose value is provided, generated or defaulted when Secrets are created.</summary>
/// <param name="Name">The parameter resource.</param>
/// <param name="Input">Its input, with default, generator and secrecy.</param>
internal sealed record ClusterParameter(string Name, ParameterInput Input);

/// <summary>A part of the app model that is lost in the cluster or needs a review, and what to do about it.</summary>
/// <param name="Resource">The resource of the manifest.</param>
/// <param name="Message">The situation, in a sentence.</param>
/// <param name="Advice">What to do, in a sentence.</param>
/// <param name="IsLoss">Whether a part of the model is not published, which <c>--strict</c> treats as an error.</param>
internal sealed record PublishWarning(string Resource, string Message, string Advice, bool IsLoss);
