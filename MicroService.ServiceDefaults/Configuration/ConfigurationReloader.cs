using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>
/// Looks at the mounted folders again and again: file watchers miss how the kubelet swaps a volume. A change is validated as a
/// whole before any of it counts; one that is bad is refused, and one that is good reaches all options and log levels at once.
/// </summary>
internal sealed class ConfigurationReloader(
    IConfiguration configuration,
    ConfigurationValidator validator,
    IOptionsMonitor<MountedConfigurationOptions> options,
    ConfigurationMetrics metrics,
    TimeProvider time,
    ILogger<ConfigurationReloader> logger) : BackgroundService, IConfigurationRefresh
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HashSet<string> _vanished = [];
    private string[] _unknown = [.. validator.UnknownSettings().Select(static setting => setting.ToString())];
    private MountedConfigurationProvider? _refused;
    private string[] _problems = [];
    private Type? _failure;
    private long _looks;

    /// <inheritdoc/>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var begun = Interlocked.Read(ref _looks);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A look that was under way may have missed the change; one that began since has not.
            if (Interlocked.Read(ref _looks) == begun)
            {
                await Begin().ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.CurrentValue.PollInterval, time, stoppingToken).ConfigureAwait(false);
                await RefreshAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    // What a change sets off, such as a rotation, outlives the request that happened to ask, and is none of its trace.
    private Task Begin()
    {
        using var suppressed = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        return Task.Run(Look, CancellationToken.None);
    }

    // A failure must not end the service: it is logged once, and the folders are polled again.
    private void Look()
    {
        Interlocked.Increment(ref _looks);
        try
        {
            LookAtFolders();
            _failure = null;
        }
        catch (Exception exception)
        {
            if (_failure != exception.GetType())
            {
                _failure = exception.GetType();
                metrics.Refused();
                logger.LookFailed(exception);
            }
        }
    }

    private void LookAtFolders()
    {
        var providers = ((IConfigurationRoot)configuration).Providers.ToArray();
        if (providers.OfType<MountedConfigurationProvider>().LastOrDefault() is not { } current)
        {
            return;
        }

        var config = LookAt(current.ConfigFolder, current.Config);
        var secrets = LookAt(current.SecretsFolder, current.Secrets);
        if (config.IsSameAs(current.Config) && secrets.IsSameAs(current.Secrets))
        {
            Settle();
            return;
        }

        var candidate = current.With(config, secrets);
        using var whole = new ConfigurationRoot([.. providers.Select(provider => provider == current ? candidate : (IConfigurationProvider)new FrozenProvider(provider))]);
        validator.LearnSecrets(whole);
        ConfigurationProblems problems;
        try
        {
            problems = validator.Validate(whole);
        }
        catch (Exception exception)
        {
            // A rule of the application failed: the service keeps running with its last valid configuration.
            Refuse(candidate, [exception.GetType().Name], _ => logger.LookFailed(exception));
            return;
        }

        if (problems.Count > 0)
        {
            Refuse(candidate, [.. problems.Select(static problem => problem.Origin is null ? problem.ToString() : $"{problem} ({problem.Origin})")], logger.ReloadRefused);
            return;
        }

        Apply(current, candidate);
    }

    private MountedFolderContent LookAt(string folder, MountedFolderContent known)
    {
        var now = MountedFolder.Read(folder);
        if (!known.IsLostIn(now))
        {
            if (_vanished.Remove(folder))
            {
                logger.FolderReturned(folder);
            }

            return now;
        }

        if (_vanished.Add(folder))
        {
            logger.FolderVanished(folder);
        }

        return known;
    }

    // Logged once for the same content and problems, however often the folders are polled.
    private void Refuse(MountedConfigurationProvider candidate, string[] problems, Action<string[]> say)
    {
        if (_refused is null || !_refused.Config.IsSameAs(candidate.Config) || !_refused.Secrets.IsSameAs(candidate.Secrets) || !_problems.SequenceEqual(problems))
        {
            (_refused, _problems) = (candidate, problems);
            metrics.Refused();
            say(problems);
        }
    }

    private void Settle()
    {
        (_refused, _problems) = (null, []);
        metrics.Settled();
    }

    private void Apply(MountedConfigurationProvider current, MountedConfigurationProvider candidate)
    {
        var keys = current.Keys.Union(candidate.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToArray();
        var before = keys.ToDictionary(static key => key, key => configuration[key], StringComparer.OrdinalIgnoreCase);
        var last = current.With(current.Config, current.Secrets);
        try
        {
            current.Apply(candidate);
        }
        catch (Exception exception)
        {
            // Options of a library, such as the console's, reject values that ours do not know.
            Refuse(candidate, [exception.Message], logger.ReloadRefused);
            current.Apply(last);
            return;
        }

        Settle();
        metrics.Applied();

        // A key that a stronger source sets has not changed, whatever the file says.
        var changed = keys.Where(key => configuration[key] != before[key]).ToArray();
        if (changed.Length > 0)
        {
            var secrets = validator.SecretKeys();
            secrets.UnionWith(last.Secrets.Files.Keys.Concat(candidate.Secrets.Files.Keys).Where(static key => !ConnectionText.IsKey(key)));
            logger.Reloaded([.. changed.Select(key => $"{key}: {Shown(key, before[key], secrets)} -> {Shown(key, configuration[key], secrets)}")]);
        }

        // Whether there is a server at all is decided at start.
        var unknown = validator.UnknownSettings();
        var entries = validator.Entries().Where(entry => entry.NeedsRestart && unknown.All(setting => setting.Key != entry.Key)).Select(static entry => entry.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (Array.FindAll(changed, key => entries.Contains(key) || (ConnectionText.IsKey(key) && string.IsNullOrEmpty(before[key]) != string.IsNullOrEmpty(configuration[key]))) is { Length: > 0 } late)
        {
            logger.RestartNeeded(late);
        }

        string[] hints = [.. unknown.Select(static setting => setting.ToString())];
        foreach (var hint in hints.Except(_unknown))
        {
            logger.UnknownKey(hint);
        }

        _unknown = hints;
    }

    private static string Shown(string key, string? value, HashSet<string> secrets) =>
        value is null ? "not set" : $"'{(secrets.Contains(key) ? SecretRedaction.Mask : SecretRedaction.RedactSetting(key, value))}'";
}

/// <summary>Looks at the mounted folders now, for those who have a reason to think that something has changed.</summary>
public interface IConfigurationRefresh
{
    /// <summary>Returns when a look that began after this call has ended, its change applied or refused. Calls at the same time share one.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}

/// <summary>Another configuration's source, as it is: building a candidate around it neither loads nor changes it.</summary>
internal sealed class FrozenProvider(IConfigurationProvider provider) : IConfigurationProvider
{
    /// <summary>The source itself.</summary>
    public IConfigurationProvider Original => provider;

    public bool TryGet(string key, out string? value) => provider.TryGet(key, out value);

    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => provider.GetChildKeys(earlierKeys, parentPath);

    public IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);

    public void Load()
    {
    }

    public void Set(string key, string? value)
    {
    }
}
