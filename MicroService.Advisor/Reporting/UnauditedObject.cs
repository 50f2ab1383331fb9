namespace MicroService.Advisor.Reporting;

/// <summary>One object that no rule applied to, such as a custom resource: nothing is known about it, good or bad.</summary>
/// <param name="Object">The object.</param>
/// <param name="Source">The document's name; of an object of a cluster, its reference.</param>
/// <param name="Line">Where the object starts, from 1; 0 for an object of a cluster.</param>
/// <param name="Column">Where the object starts, from 1; 0 for an object of a cluster.</param>
public sealed record UnauditedObject(ObjectReference Object, string Source, int Line, int Column);
