using System.Reflection;
using MicroService.ServiceDefaults.Redaction;
using Npgsql;

namespace MicroService.Tests.ServiceDefaults.Redaction;

public sealed class ConnectionTextTests
{
    private const string Quoted = "Host=db;Password=\"mid\"\"dle;Secret12\"";

    [Theory]
    [InlineData("Host=db;Username=app;Password=hunter22;Database=x", "Host=db;Username=app;Password=***;Database=x")]
    [InlineData("Host=db;Pwd='hunter;22';Database=x", "Host=db;Pwd='***';Database=x")]
    [InlineData("Host=db;SSL Password=\"hunter\"\"22\"", "Host=db;SSL Password=\"***\"")]
    [InlineData("Host=db;Password = 'hunter;22';Database=x", "Host=db;Password = '***';Database=x")]
    [InlineData("cache:6379,user=app,password=hunter22,ssl=true", "cache:6379,user=app,password=***,ssl=true")]
    [InlineData("redis://app:hunter22@cache:6379", "redis://app:***@cache:6379")]
    [InlineData("Data Source=history.db", "Data Source=history.db")]
    [InlineData("Host=db;Password=\"mid\"\"dle;Secret12\"", "Host=db;Password=\"***\"")]
    [InlineData("Host=db;Password=\"\"\"startq;Secret10\";Port=1", "Host=db;Password=\"***\";Port=1")]
    [InlineData("Server=x;Pwd='apos''tro;phe-tail-ccc'", "Server=x;Pwd='***'")]
    [InlineData("Server=x;Pwd='ends''';Host=db", "Server=x;Pwd='***';Host=db")]
    [InlineData("Server=x;Pwd='never ends;Host=db", "Server=x;Pwd=***")]
    public void ConnectionString_IsShownWithoutItsPassword(string text, string shown) => Assert.Equal(shown, ConnectionText.Mask(text));

    [Fact]
    public void DoubledQuote_IsOneOfThePassword() =>
        Assert.Contains(new NpgsqlConnectionStringBuilder(Quoted).Password, ConnectionText.Secrets(Quoted));

    [Fact]
    public void EveryWordOfTheDriverForAPassword_IsKnown()
    {
        var properties = typeof(NpgsqlConnectionStringBuilder).GetProperties().Where(property => property.Name is nameof(NpgsqlConnectionStringBuilder.Password) or nameof(NpgsqlConnectionStringBuilder.SslPassword));
        var words = properties.SelectMany(property => (string[])
        [
            property.Name,
            property.GetCustomAttribute<System.ComponentModel.DisplayNameAttribute>()!.DisplayName,
            .. property.CustomAttributes.Single(attribute => attribute.AttributeType.Name == "NpgsqlConnectionStringPropertyAttribute").ConstructorArguments
                .SelectMany(static argument => (IEnumerable<CustomAttributeTypedArgument>)argument.Value!).Select(static argument => (string)argument.Value!),
        ]).ToArray();

        Assert.Contains("PSW", words, StringComparer.OrdinalIgnoreCase);
        Assert.All(words, word => Assert.Equal($"Host=db;{word}=***", ConnectionText.Mask($"Host=db;{word}=hunter22")));
    }
}
