using Aspire.Hosting.ApplicationModel;

namespace MicroService.Hosting.Garnet;

/// <summary>A Garnet server, wherever it runs.</summary>
public interface IGarnetResource : IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>The endpoint that speaks the Redis protocol.</summary>
    EndpointReference PrimaryEndpoint { get; }

    /// <summary>The parameter with the password that the server starts with.</summary>
    ParameterResource PasswordParameter { get; }
}

/// <summary>A Garnet server in a container.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="password">The parameter with the server's password.</param>
public sealed class GarnetResource(string name, ParameterResource password) : ContainerResource(name), IGarnetResource
{
    internal const string EndpointName = "tcp";

    /// <inheritdoc/>
    public EndpointReference PrimaryEndpoint => new(this, EndpointName);

    /// <inheritdoc/>
    public ParameterResource PasswordParameter { get; } = password;

    /// <summary>Gets the connection string, such as <c>localhost:6379,password=…</c>.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={PasswordParameter}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        var (host, port) = (PrimaryEndpoint.Property(EndpointProperty.Host), PrimaryEndpoint.Property(EndpointProperty.Port));
        yield return new("Host", ReferenceExpression.Create($"{host}"));
        yield return new("Port", ReferenceExpression.Create($"{port}"));
        yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
        yield return new("Uri", ReferenceExpression.Create($"redis://:{PasswordParameter:uri}@{host}:{port}"));
    }
}

/// <summary>A Garnet server as a process: the .NET tool <c>garnet-server</c>, which the run restores by itself.</summary>
public sealed class GarnetToolResource : DotnetToolResource, IGarnetResource
{
    internal const string PackageId = "garnet-server";

    /// <summary>Describes a server.</summary>
    /// <param name="name">The name of the resource.</param>
    /// <param name="password">The parameter with the password that the server starts with.</param>
    public GarnetToolResource(string name, ParameterResource password)
        : base(name, PackageId)
    {
        PasswordParameter = password;
        Password = new GarnetPassword(password);
    }

    /// <inheritdoc/>
    public EndpointReference PrimaryEndpoint => new(this, GarnetResource.EndpointName);

    /// <inheritdoc/>
    public ParameterResource PasswordParameter { get; }

    /// <summary>Gets the connection string with the password that is in effect.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={Password}");

    /// <summary>The password in effect, which a rotation changes.</summary>
    internal GarnetPassword Password { get; }
}
