namespace MicroService.AppHost.Embedded.Health;

/// <summary>Healthy if a GET answers with success.</summary>
internal sealed class HttpProbe(HttpClient client, Uri address) : IHealthProbe
{
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"{address.AbsolutePath} answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return $"{address.AbsolutePath}: {exception.Message}";
        }
    }
}
