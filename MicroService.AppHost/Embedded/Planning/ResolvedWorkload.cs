using MicroService.AppHost.AppModel;
using MicroService.AppHost.AppModel.Expressions;

namespace MicroService.AppHost.Embedded.Planning;

/// <summary>Environment and arguments of a resource with their expressions resolved.</summary>
internal sealed class ResolvedWorkload
{
    private readonly OrderedDictionary<string, string> _environment = [];
    private readonly List<string> _arguments = [];
    private readonly List<string> _leftOut = [];
    private readonly List<ManifestProblem> _problems = [];
    private readonly HashSet<string> _references = [];

    public ResolvedWorkload(WorkloadResource resource, ExpressionResolver resolver)
    {
        foreach (var (name, value) in resource.Environment)
        {
            switch (Resolve($"env/{name}", value))
            {
                case Resolution.Known known:
                    _environment[name] = known.Text;
                    break;
                case Resolution.Absent absent:
                    _leftOut.Add($"{name} ({absent.Reason})");
                    break;
            }
        }

        for (var index = 0; index < resource.Args.Count; index++)
        {
            switch (Resolve($"args/{index}", resource.Args[index]))
            {
                case Resolution.Known known:
                    _arguments.Add(known.Text);
                    break;
                case Resolution.Absent absent:
                    _problems.Add(new ManifestProblem($"{resource.Pointer}/args/{index}", 0, 0, $"can't be resolved: {absent.Reason}."));
                    break;
            }
        }

        Resolution Resolve(string path, string value)
        {
            var resolved = resolver.Resolve(new ManifestExpression($"{resource.Pointer}/{path}", value));
            _problems.AddRange(resolved.Problems);
            _references.UnionWith(resolved.Resources);
            if (resolved is { Outcome: Resolution.Wrong wrong, Problems.Count: 0 })
            {
                _problems.Add(new ManifestProblem($"{resource.Pointer}/{path}", 0, 0, wrong.Message));
            }

            return resolved.Outcome;
        }
    }

    public IReadOnlyDictionary<string, string> Environment => _environment;

    public IReadOnlyList<string> Arguments => _arguments;

    /// <summary>Variables without a value, since what they refer to doesn't run, with the reason.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    public IReadOnlyList<ManifestProblem> Problems => _problems;

    /// <summary>The resources it refers to, directly or not.</summary>
    public IReadOnlySet<string> References => _references;
}
