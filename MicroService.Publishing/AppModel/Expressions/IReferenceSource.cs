namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>What a manifest leaves open, answered by whoever runs or publishes it.</summary>
internal interface IReferenceSource
{
    /// <summary>A property of a binding; see <see cref="BindingProperties"/>.</summary>
    Resolution Binding(WorkloadResource resource, Binding binding, string property);

    /// <summary>A parameter's value.</summary>
    Resolution Input(ParameterResource parameter, ParameterInput input);

    /// <summary>A connection string other than the one the manifest has, or null to take that one.</summary>
    Resolution? ConnectionString(ManifestResource resource);

    /// <summary>What only a deployment knows: <c>outputs.x</c>, <c>secrets.x</c>, <c>containerImage</c>, ….</summary>
    Resolution Output(ManifestResource resource, IReadOnlyList<string> path);
}
