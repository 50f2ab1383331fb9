using System.Collections.Concurrent;
using System.Text.Json;
using MicroService.ServiceDefaults.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroService.Tests.ServiceDefaults;

/// <summary>Keeps what is logged, as the JSON lines that the console shows.</summary>
internal sealed class RecordedLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly JsonLineFormatter _formatter = new(TimeProvider.System);
    private IExternalScopeProvider? _scopes;

    public IReadOnlyList<JsonElement> Lines => [.. _lines.Select(line => JsonElement.Parse(line))];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using var text = new StringWriter();
            log._formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), log._scopes, text);
            log._lines.Enqueue(text.ToString());
        }
    }
}
