using System.Globalization;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace MicroService.Hosting.Commands;

/// <summary>Asks a service with the service defaults for its settings and metrics.</summary>
/// <param name="client">Asks the service.</param>
/// <param name="management">Its management endpoint.</param>
internal sealed class ServiceManagement(HttpClient client, EndpointReference management)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until a setting has a value.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled first.</exception>
    public Task WaitForSettingAsync(string key, string value, CancellationToken cancellationToken) =>
        WaitAsync(async () => string.Equals(await SettingAsync(key, cancellationToken).ConfigureAwait(false), value, StringComparison.OrdinalIgnoreCase), cancellationToken);

    /// <summary>The sum over all series of a counter that have this label.</summary>
    public async Task<double> CounterAsync(string name, string label, CancellationToken cancellationToken)
    {
        var text = await client.GetStringAsync(Address("/metrics"), cancellationToken).ConfigureAwait(false);
        return text.Split('\n')
            .Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until a counter has gone above a value.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled first.</exception>
    public Task WaitForCounterAsync(string name, string label, double above, CancellationToken cancellationToken) =>
        WaitAsync(async () => await CounterAsync(name, label, cancellationToken).ConfigureAwait(false) > above, cancellationToken);

    private async Task<string?> SettingAsync(string key, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(Address("/config"), cancellationToken).ConfigureAwait(false));
        return document.RootElement.EnumerateArray()
            .Where(setting => setting.GetProperty("key").GetString() == key)
            .Select(setting => setting.GetProperty("value").ToString())
            .FirstOrDefault();
    }

    private static async Task WaitAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (!await condition().ConfigureAwait(false))
        {
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private Uri Address(string path) => new(new Uri(management.Url), path);
}
