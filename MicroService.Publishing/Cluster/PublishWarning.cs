namespace MicroService.Publishing.Cluster;

/// <summary>What the cluster can't do as the app model says, and what to do about it.</summary>
/// <param name="Resource">The resource of the manifest.</param>
/// <param name="Message">What it is and what became of it, in a sentence.</param>
/// <param name="Advice">What to do, in a sentence.</param>
/// <param name="IsLoss">Whether a part of the model is not published, which <c>--strict</c> takes for an error; else it is for review.</param>
internal sealed record PublishWarning(string Resource, string Message, string Advice, bool IsLoss);
