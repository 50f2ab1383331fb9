using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace MicroService.Api.Authentication;

/// <summary>Data protection with the keys that were read at one time, and those that it has made since. It waits for nothing.</summary>
internal sealed class KeyRing : IXmlRepository
{
    private readonly IReadOnlyList<XElement> _known;
    private readonly ConcurrentQueue<XElement> _made = new();

    /// <param name="known">The keys.</param>
    /// <param name="audience">What sessions are for: those of another are nobody's.</param>
    /// <param name="loggers">For what data protection says.</param>
    public KeyRing(IEnumerable<string> known, string audience, ILoggerFactory loggers)
    {
        _known = [.. known.Select(static text => XElement.Parse(text))];
        // Services of its own: those of the host would begin by looking for a folder to keep keys in.
        var services = new ServiceCollection();
        services.AddSingleton(loggers);
        services.AddDataProtection()
            .SetApplicationName($"MicroService {audience}")
            .AddKeyManagementOptions(options =>
            {
                options.XmlRepository = this;
                // They are encrypted where they leave this process.
                options.XmlEncryptor = new NullXmlEncryptor();
            });
        Provider = services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }

    public IDataProtectionProvider Provider { get; }

    /// <summary>Keys that nobody else has yet.</summary>
    public IReadOnlyCollection<XElement> Made => _made;

    public IReadOnlyCollection<XElement> GetAllElements() => [.. _known, .. _made];

    public void StoreElement(XElement element, string friendlyName) => _made.Enqueue(element);
}
