using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace MicroService.Hosting.Garnet;

/// <summary>The password of a Garnet process: the parameter's value until a rotation replaces it.</summary>
internal sealed class GarnetPassword(ParameterResource initial) : IValueProvider, IManifestExpressionProvider
{
    private const string Characters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ0123456789";
    private const int Length = 22;

    private string? _rotated;

    public string ValueExpression => initial.ValueExpression;

    public static string Generate() => RandomNumberGenerator.GetString(Characters, Length);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        Volatile.Read(ref _rotated) is { } rotated ? ValueTask.FromResult<string?>(rotated) : initial.GetValueAsync(cancellationToken);

    public void Replace(string password) => Volatile.Write(ref _rotated, password);
}
