using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Management;

namespace MicroService.Api.Admission;

/// <summary>Registers the admission webhook.</summary>
public static class AdmissionRegistration
{
    /// <summary>Opens the port of the webhook if <c>Admission:CertificateFile</c> is set.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services) => services
        .AddValidatedOptions<AdmissionOptions>()
        .AddMetrics()
        .AddSingleton<AdmissionMetrics>()
        .AddSingleton<AdmissionJudge>()
        .AddSingleton<AdmissionGate>()
        .AddDedicatedPort<AdmissionEndpoints>();
}
