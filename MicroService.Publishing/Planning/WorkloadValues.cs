using MicroService.Advisor.Manifests;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.CommandLines;
using MicroService.Publishing.Images;
using MicroService.Publishing.Ports;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Telemetry;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>Resolves the variables and arguments of one workload into its configuration, its Secret and its calls.</summary>
internal sealed class WorkloadValues
{
    private readonly WorkloadResource _resource;
    private readonly ClusterPlan _plan;
    private readonly OrderedDictionary<string, string> _configuration = [];
    private readonly OrderedDictionary<string, ClusterSecret> _secrets = [];
    private readonly HashSet<ClusterCall> _calls = [];
    private readonly List<(string Resource, string Key)> _waiting = [];
    private readonly List<string> _literals = [];
    private readonly List<string> _settingLiterals = [];

    /// <param name="files">The files that are mounted into it.</param>
    public WorkloadValues(WorkloadResource resource, ClusterPlan plan, ImageProfile profile, WorkloadSettings settings, IReadOnlyList<ClusterFiles> files)
    {
        (_resource, _plan) = (resource, plan);
        var (ports, dropped) = (plan.Ports(resource.Name), new List<string>());
        foreach (var (name, text) in resource.Environment)
        {
            var expression = new ManifestExpression(resource.Pointer + JsonPointer.Of("env", name), text);
            if (resource is ProjectResource && ListenerAddresses.IsDropped(ports, name))
            {
                dropped.AddRange(!settings.Omits(name) && Resolve(expression).Outcome is Resolution.Known { IsSecret: false } list ? [list.Text] : []);
                continue;
            }

            if (!settings.Omits(name))
            {
                Add(name, expression);
            }

            if (PlainName(name, text) is { } plain && !settings.Omits(plain))
            {
                Add(plain, expression);
            }
        }

        foreach (var (name, text) in TelemetryVariables.Of(resource, plan.Options, settings))
        {
            Add(name, new ManifestExpression(resource.Pointer, text));
        }

        if (resource is ProjectResource)
        {
            new ListenerAddresses(resource, ports, settings, _configuration).Apply(dropped);
        }

        var line = new ArgumentList(resource, [.. profile.Arguments, .. settings.Arguments ?? []], expression => Resolve(expression).Outcome, Secret);
        (Command, Arguments, ExtraArguments, Problems) = (line.Command, line.Values, line.Extra, line.Problems);
        foreach (var (name, value) in settings.Environment ?? new Dictionary<string, string>())
        {
            _configuration.Remove(name);
            _secrets.Remove(name);
            _waiting.RemoveAll(waiting => waiting.Key == name);
            Add(name, new ManifestExpression(string.Empty, Expression.Escape(value)));
        }

        foreach (var (name, value) in profile.Environment.Where(variable => !_secrets.ContainsKey(variable.Name)))
        {
            if (!_configuration.TryAdd(name, value) && _configuration[name].TrimEnd('/') == profile.DataFolder)
            {
                _configuration[name] = value;
            }
        }

        var addresses = new WorkloadAddresses(resource, plan, _configuration, _secrets.Values, [.. Arguments, .. ExtraArguments], files);
        (Addresses, Unserved) = (addresses.Addresses, addresses.Unserved);
        _calls.UnionWith(addresses.Calls);
    }

    public IReadOnlyList<ClusterSetting> Configuration => [.. _configuration.Select(setting => new ClusterSetting(setting.Key, setting.Value))];

    public IReadOnlyList<ClusterSecret> Secrets => [.. _secrets.Values];

    /// <summary>The entrypoint; empty for the image's own.</summary>
    public IReadOnlyList<string> Command { get; }

    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The arguments that the settings add.</summary>
    public IReadOnlyList<string> ExtraArguments { get; }

    /// <summary>The problems of its command line.</summary>
    public IReadOnlyList<ManifestProblem> Problems { get; }

    /// <summary>The other workloads that it calls.</summary>
    public IReadOnlyList<ClusterCall> Calls => [.. _calls];

    /// <summary>The addresses outside of the application that it calls.</summary>
    public IReadOnlyList<ClusterAddress> Addresses { get; }

    /// <summary>The ports of other workloads that its values name and no Service has.</summary>
    public IReadOnlyList<(string Variable, string Host, int Port)> Unserved { get; }

    /// <summary>The keys without a value because a resource is not published.</summary>
    public IReadOnlyList<(string Resource, string Key)> Waiting => _waiting;

    /// <summary>The variable that configures a certificate, so that the project terminates TLS itself; null if there is none.</summary>
    public string? Certificate => _plan.Ports(_resource.Name).Certificate;

    /// <summary>Variables whose secret is in plain text in the manifest.</summary>
    public IReadOnlyList<string> Literals => _literals;

    /// <summary>Variables whose secret is in plain text in the settings.</summary>
    public IReadOnlyList<string> SettingLiterals => _settingLiterals;

    // Projects use plain HTTP in the cluster. Service discovery looks up endpoints by scheme, so a caller that asks for "http" would not
    // find the "https" variable.
    private string? PlainName(string name, string text)
    {
        if (!name.Contains("__https__", StringComparison.Ordinal) || Expression.Parse(text).Parts is not [ReferencePart { Member: "bindings", Path: [_, var binding, BindingProperties.Url] } reference])
        {
            return null;
        }

        var isPlain = !_plan.Absent.ContainsKey(reference.Resource) && _plan.Manifest.Find(reference.Resource) is WorkloadResource callee
            && _plan.Ports(callee.Name).Plain.Any(plain => plain.Name == binding);
        var plainName = name.Replace("__https__", "__http__", StringComparison.Ordinal);
        return isPlain && !_resource.Environment.ContainsKey(plainName) ? plainName : null;
    }

    private void Add(string name, ManifestExpression expression, bool isSecret = false)
    {
        var (outcome, references) = Resolve(expression);
        switch (outcome)
        {
            case Resolution.Known { IsSecret: false } known when !isSecret && !LiteralSecret.IsIn(name, known.Text):
                _configuration[name] = _plan.Shared(known.Text);
                break;
            case Resolution.Known { IsSecret: false }:
                // An expression of the settings has no pointer.
                (expression.Pointer.Length > 0 ? _literals : _settingLiterals).Add(name);
                _secrets[name] = new ClusterSecret(name, expression, []);
                break;
            case Resolution.Known:
                _secrets[name] = new ClusterSecret(name, expression, references.Parameters) { Form = ValueForm.Of(name, expression, _plan) };
                break;
            case Resolution.Absent absent:
                Open(name, expression);
                _secrets[name] = new ClusterSecret(name, expression, references.Parameters, absent.Reason) { Form = ValueForm.Of(name, expression, _plan) };
                break;
        }
    }

    // A reference in an argument becomes a variable, so that the argument shows no secret.
    private string Secret(string name, ManifestExpression expression)
    {
        if (_secrets.Values.FirstOrDefault(secret => secret.Expression.Text == expression.Text) is { } known)
        {
            return known.Name;
        }

        var free = name;
        for (var number = 2; _secrets.ContainsKey(free) || _configuration.ContainsKey(free) || _resource.Environment.ContainsKey(free); number++)
        {
            free = $"{name}_{number}";
        }

        Add(free, expression, isSecret: true);
        return free;
    }

    private (Resolution Outcome, ClusterReferences References) Resolve(ManifestExpression expression)
    {
        var references = new ClusterReferences(_plan);
        var outcome = new ExpressionResolver(_plan.Manifest, references).Resolve(expression).Outcome;
        var own = _plan.Names[_resource.Name];
        _calls.UnionWith(references.Calls.Where(call => call.Workload != own));
        return (outcome, references);
    }

    private void Open(string name, ManifestExpression expression)
    {
        var touched = new ExpressionResolver(_plan.Manifest, new ClusterReferences(_plan)).Resolve(expression).Resources;
        _waiting.AddRange(touched.Where(_plan.Absent.ContainsKey).Select(resource => (resource, name)));
    }
}
