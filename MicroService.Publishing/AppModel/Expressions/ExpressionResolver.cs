using System.Text;

namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>Resolves the expressions of one manifest.</summary>
internal sealed class ExpressionResolver(AppManifest manifest, IReferenceSource source)
{
    /// <summary>The end of the message about an expression with too many references.</summary>
    public const string TooFar = "leads to more references than can be followed.";

    /// <summary>Resolves one string with all its direct and indirect references.</summary>
    public ResolvedExpression Resolve(ManifestExpression expression)
    {
        var walk = new Walk(manifest, source, expression.Pointer);
        var outcome = walk.Text(expression.Text);
        return new ResolvedExpression(outcome, walk.Resources, walk.Problems);
    }

    private sealed class Walk(AppManifest manifest, IReferenceSource source, string pointer)
    {
        // Real models need a handful. Values that each refer to the next twice would grow exponentially.
        private const int MostReferences = 10_000;
        private const int Deepest = 100;

        private int _references;

        private readonly List<string> _path = [];

        public HashSet<string> Resources { get; } = [];

        public List<ManifestProblem> Problems { get; } = [];

        public Resolution Text(string text)
        {
            var value = new StringBuilder();
            var isSecret = false;
            Resolution? failure = null;
            foreach (var part in Expression.Parse(text).Parts)
            {
                switch (part is ReferencePart reference ? Reference(reference) : new Resolution.Known(((LiteralPart)part).Text))
                {
                    case Resolution.Known known:
                        value.Append(known.Text);
                        isSecret |= known.IsSecret;
                        break;
                    case Resolution.Wrong wrong:
                        failure = wrong;
                        break;
                    case var absent:
                        failure ??= absent;
                        break;
                }
            }

            return failure ?? new Resolution.Known(value.ToString(), isSecret);
        }

        private Resolution Reference(ReferencePart reference)
        {
            if (manifest.Find(reference.Resource) is not { } resource)
            {
                return Wrong($"{reference.Text} refers to '{reference.Resource}', which is not a resource of this manifest. If it runs elsewhere, name it as external: --external {reference.Resource}, or Kubernetes:External.");
            }

            Resources.Add(resource.Name);
            if (++_references >= MostReferences || _path.Count == Deepest)
            {
                return _references > MostReferences ? new Resolution.Wrong(string.Empty) : Wrong($"{reference.Text} {TooFar}", MostReferences);
            }

            if (_path.Contains(reference.Key))
            {
                return Wrong($"{reference.Text} refers to itself: {string.Join(" → ", _path.SkipWhile(key => key != reference.Key))} → {reference.Key}.");
            }

            _path.Add(reference.Key);
            var resolution = Member(resource, reference);
            _path.RemoveAt(_path.Count - 1);
            return resolution;
        }

        private Resolution Member(ManifestResource resource, ReferencePart reference) => (reference.Member, reference.Path.Count, resource) switch
        {
            (_, _, ExternalResource) => source.Output(resource, reference.Path),
            (_, _, UnsupportedResource unsupported) => new Resolution.Absent($"'{unsupported.Name}' has no form in the manifest ({unsupported.Error})"),
            ("bindings", 3, WorkloadResource workload) => Binding(workload, reference),
            // A server that is published as a connection string is a parameter, but consumers still ask it for its address.
            ("bindings", 3, ParameterResource { ConnectionString: not null } parameter) => new Resolution.Absent($"{parameter.Name} is a connection string that is given, and its address is in there"),
            ("connectionString", 1, _) => ConnectionString(resource, reference),
            ("value", 1, ParameterResource parameter) => Text(parameter.Value),
            ("value", 1, AnnotatedStringResource annotated) => Filtered(annotated),
            ("inputs", 2, ParameterResource or WorkloadResource) => Input(resource, reference),
            ("containerImage" or "containerPort", 1, WorkloadResource) => source.Output(resource, reference.Path),
            (_, _, OpaqueResource) => source.Output(resource, reference.Path),
            _ => Wrong($"{reference.Text} asks '{resource.Name}' ({resource.Type}) for '{string.Join('.', reference.Path)}', which it doesn't have."),
        };

        private Resolution Binding(WorkloadResource workload, ReferencePart reference)
        {
            var (name, property) = (reference.Path[1], reference.Path[2]);
            if (workload.FindBinding(name) is not { } binding)
            {
                return Wrong($"{reference.Text} asks for the binding '{name}', but '{workload.Name}' has {List(workload.Bindings.Select(known => known.Name))}.");
            }

            return BindingProperties.All.Contains(property)
                ? source.Binding(workload, binding, property)
                : Wrong($"{reference.Text} asks a binding for '{property}', but bindings have {List(BindingProperties.All)}.");
        }

        private Resolution ConnectionString(ManifestResource resource, ReferencePart reference)
        {
            if (source.ConnectionString(resource) is { } given)
            {
                return given;
            }

            var own = resource switch
            {
                ContainerResource container => container.ConnectionString,
                ValueResource value => value.ConnectionString,
                ParameterResource parameter => parameter.ConnectionString,
                OpaqueResource opaque => opaque.ConnectionString,
                _ => null,
            };
            // Early exports leave it to the tool what a server of theirs is, such as redis.v0; it is not published, so that a person fills
            // it in.
            return own is not null ? Text(own)
                : resource is OpaqueResource ? source.Output(resource, reference.Path)
                : Wrong($"{reference.Text} asks '{resource.Name}' for a connection string, but it has none.");
        }

        private Resolution Input(ManifestResource parameter, ReferencePart reference) =>
            parameter.FindInput(reference.Path[1]) is { } input
                ? source.Input(parameter, input)
                : Wrong($"{reference.Text} asks for the input '{reference.Path[1]}', but '{parameter.Name}' has {List(parameter.Inputs.Select(known => known.Name))}.");

        private Resolution Filtered(AnnotatedStringResource annotated) => Text(annotated.Value) switch
        {
            Resolution.Known known when annotated.Filter == "uri" => known with { Text = Uri.EscapeDataString(known.Text) },
            var other => other,
        };

        private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";

        private Resolution.Wrong Wrong(string message, int references = 0)
        {
            _references += references;
            Problems.Add(new ManifestProblem(pointer, 0, 0, message));
            return new Resolution.Wrong(message);
        }
    }
}
