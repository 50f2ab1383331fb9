using System.Text;

namespace MicroService.Tests.Api;

/// <summary>Documents that the Api's tests send.</summary>
internal static class Manifests
{
    /// <summary>A Deployment with a port but without any probe: several rules find something.</summary>
    public const string Careless = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: cart
          namespace: shop
        spec:
          selector:
            matchLabels:
              app: cart
          template:
            metadata:
              labels:
                app: cart
            spec:
              containers:
                # Keep this comment.
                - name: server
                  image: example.com/cart:1.2.3
                  ports:
                    - name: http
                      containerPort: 8080
        """;

    /// <summary>The same with the missing probe ignored by annotation.</summary>
    public static string Excused { get; } = Careless.Replace(
        "  namespace: shop\n",
        "  namespace: shop\n  annotations:\n    advisor.microservice.dev/ignore: readiness-probe\n    advisor.microservice.dev/ignore-reason: A batch worker in disguise.\n",
        StringComparison.Ordinal);

    /// <summary>As a request's body.</summary>
    public static ByteArrayContent Body(string text, string contentType = "application/yaml") => Body(Encoding.UTF8.GetBytes(text), contentType);

    /// <summary>As a request's body.</summary>
    public static ByteArrayContent Body(byte[] bytes, string contentType = "application/yaml")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }
}
