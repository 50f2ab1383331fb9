using MicroService.Publishing.Addresses;

namespace MicroService.Tests.Publishing.Addresses;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "api.openai.com:443")]
    [InlineData("HTTPS://API.OpenAI.com:8443/v1?x=y", "api.openai.com:8443")]
    [InlineData("amqps://user:p%40ss@broker.example.com/vhost", "broker.example.com:5671")]
    [InlineData("mongodb://a.example.com:27017,b.example.com:27018/?replicaSet=r", "a.example.com:27017 b.example.com:27018")]
    [InlineData("Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=k", "x.servicebus.windows.net:5671")]
    [InlineData("AccountEndpoint=https://x.documents.azure.com:443/;AccountKey=k", "x.documents.azure.com:443")]
    [InlineData("Server=tcp:x.database.windows.net,1433;Initial Catalog=d", "x.database.windows.net:1433")]
    [InlineData("Server=db.example.com;Initial Catalog=d", "db.example.com:1433")]
    [InlineData("Host=db.example.com;Port=6432;Username=u", "db.example.com:6432")]
    [InlineData("Host=db.example.com;Username=u", "db.example.com:5432")]
    [InlineData("Server=db.example.com;Port=3306;User ID=u", "db.example.com:3306")]
    [InlineData("BootstrapServers=a.example.com:9092,b.example.com:9092", "a.example.com:9092 b.example.com:9092")]
    [InlineData("x.redis.cache.windows.net:6380,password=p,ssl=true", "x.redis.cache.windows.net:6380")]
    [InlineData("broker-1:9092,broker-2:9092", "broker-1:9092 broker-2:9092")]
    [InlineData("jdbc:postgresql://db.example.com:5432/x", "db.example.com:5432")]
    [InlineData("http://[2001:db8::1]:8080/", "2001:db8::1:8080")]
    [InlineData("10.1.2.3:5432", "10.1.2.3:5432")]
    [InlineData("PLAINTEXT://broker:29092,CONTROLLER://other:29093", "broker:29092 other:29093")]
    [InlineData("Host=\uE000;Port=5432", ":")]
    [InlineData("https://\uE000.blob.core.windows.net/", ":")]
    [InlineData("Data Source=app.db", "")]
    [InlineData("Data Source=:memory:", "")]
    [InlineData("12:30", "")]
    [InlineData("a plain text", "")]
    [InlineData("Level=Information", "")]
    public void Text_NamesItsAddresses(string text, string addresses) =>
        Assert.Equal(addresses, string.Join(' ', AddressText.Of(text).Select(address => $"{address.Host}:{address.Port}")));

    [Theory]
    [InlineData("http://localhost:80", true)]
    [InlineData("http://127.0.0.1:80", true)]
    [InlineData("http://+:8080", true)]
    [InlineData("http://*:8080", true)]
    [InlineData("http://0.0.0.0:8080", true)]
    [InlineData("http://[::]:8080", true)]
    [InlineData("http://10.0.0.1:8080", false)]
    [InlineData("http://example.com", false)]
    public void AddressOfThePodItself_IsLocal(string text, bool isLocal) => Assert.Equal(isLocal, Assert.Single(AddressText.Of(text)).IsLocal);

    [Theory]
    [InlineData("ConnectionStrings__db", true)]
    [InlineData("services__nuget__https__0", true)]
    [InlineData("OPENAI_ENDPOINT", true)]
    [InlineData("Stripe__ApiKey", false)]
    public void Name_SaysWhetherItIsAnAddress(string name, bool isAddress) => Assert.Equal(isAddress, AddressName.IsAddress(name));
}
