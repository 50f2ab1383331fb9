using System.Diagnostics.Metrics;
using MicroService.ServiceDefaults.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.ServiceDefaults.Secrets;

public sealed class FollowedSecretTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Key", (string?)"first")]).Build();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecordedLog _log = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose()
    {
        _services.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task SecretThatIsNotLetIn_IsTriedAgainAndWarnedAbout()
    {
        var attempts = 0;
        using var followed = Follow((_, _) => Interlocked.Increment(ref attempts) > 0 ? throw new TimeoutException("hunter22") : Task.FromResult(true));

        Change("second");

        // A busy machine may take a warning's whole time between two attempts: there are more.
        await WaitAsync(() => _log.Lines.Count > 1 && Volatile.Read(ref attempts) > 2);
        Assert.All(_log.Lines, line => Assert.Equal("NotLetIn", line.GetProperty("event").GetString()));
        Assert.Contains("(TimeoutException)", _log.Lines[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewerSecret_EndsTheAttemptsAtTheLast()
    {
        var used = new TaskCompletionSource<string>();
        using var followed = Follow((value, _) => value == "third" ? Task.FromResult(used.TrySetResult(value)) : throw new TimeoutException());

        Change("second");
        Change("third");

        await WaitAsync(() => used.Task.IsCompleted);
        Assert.Equal("third", await used.Task);
        await WaitAsync(() => _log.Lines.Any(line => line.GetProperty("event").GetString() == "Rotated"));
    }

    [Fact]
    public void ChangeAfterDisposal_IsNotFollowed()
    {
        var attempts = 0;
        var followed = Follow((_, _) => Task.FromResult(++attempts > 0));
        followed.Dispose();
        followed.Dispose();

        Change("second");

        Assert.Equal(0, attempts);
    }

    private FollowedSecret Follow(Func<string, CancellationToken, Task<bool>> rotate)
    {
        var followed = new FollowedSecret(
            _configuration, "history", "Key", "first", rotate, new SecretMetrics(_services.GetRequiredService<IMeterFactory>()), _log.CreateLogger("Secrets"), _time);
        followed.Begin();
        return followed;
    }

    private void Change(string value)
    {
        _configuration["Key"] = value;
        _configuration.Reload();
    }

    private async Task WaitAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }
}
