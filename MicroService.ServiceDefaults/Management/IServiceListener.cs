using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Has a part in each listener of the service; the management listener is left alone.</summary>
internal interface IServiceListener
{
    void Configure(ListenOptions listener);
}
