using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Workloads;

/// <summary>An app model as a cluster is to run it: names are valid, every expression is resolved or deferred to a Secret. Nothing is hardened yet.</summary>
/// <param name="Name">The application as a DNS label: its namespace by default, and its <c>app.kubernetes.io/part-of</c>.</param>
/// <param name="Workloads">In the order of the manifest; workloads that the publisher itself adds follow the resource they serve.</param>
/// <param name="Parameters">What a person or a generator has to provide before secrets can be made, in the order of the manifest.</param>
/// <param name="Warnings">What the cluster can't express or what a person has to look at.</param>
internal sealed record ClusterModel(
    string Name,
    IReadOnlyList<ClusterWorkload> Workloads,
    IReadOnlyList<ClusterParameter> Parameters,
    IReadOnlyList<PublishWarning> Warnings);

/// <summary>A value that is asked for, generated or defaulted when secrets are made.</summary>
/// <param name="Name">The parameter resource.</param>
/// <param name="Input">Its input: default, generator, secrecy.</param>
internal sealed record ClusterParameter(string Name, ParameterInput Input);

/// <summary>What the cluster can't do as the app model says, and what to do about it.</summary>
/// <param name="Resource">The resource of the manifest.</param>
/// <param name="Message">What it is and what became of it, in a sentence.</param>
/// <param name="Advice">What to do, in a sentence.</param>
/// <param name="IsLoss">Whether a part of the model is not published, which <c>--strict</c> takes for an error; else it is for review.</param>
internal sealed record PublishWarning(string Resource, string Message, string Advice, bool IsLoss);
