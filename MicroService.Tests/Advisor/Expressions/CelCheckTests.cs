using MicroService.Advisor.Expressions;

namespace MicroService.Tests.Advisor.Expressions;

public sealed class CelCheckTests
{
    private static readonly Dictionary<string, CelType> Names = new(StringComparer.Ordinal) { ["object"] = CelType.Any };

    // A stack that overflows ends the process.
    [Theory]
    [InlineData("object", " + object")]
    [InlineData("object", " == object")]
    [InlineData("object", ".a")]
    [InlineData("object", ".trim()")]
    [InlineData("object", "[0]")]
    [InlineData("", "!")]
    [InlineData("", "(")]
    [InlineData("", "[")]
    [InlineData("", "object.all(x, ")]
    [InlineData("", "true ? true : ")]
    public void ChainBeyondTheServersLimit_IsRefused(string start, string link)
    {
        var chain = start + string.Concat(Enumerable.Repeat(link, 5_000));

        Assert.Equal("it is nested too deeply", CelCheck.FaultOf(chain, Names));
    }

    [Theory]
    [InlineData("||")]
    [InlineData("&&")]
    public void ConditionsSideBySide_AreNoNesting(string sign) =>
        Assert.Null(CelCheck.FaultOf(string.Join($" {sign} ", Enumerable.Repeat("true", 10_000)), Names, CelKind.Boolean));

    [Theory]
    [InlineData(200, "(", "true", ")")]
    [InlineData(200, "object.all(x, ", "true", ")")]
    [InlineData(200, "", "object", ".a")]
    public void NestingThatTheServerTakes_IsTaken(int times, string before, string middle, string after) =>
        Assert.Null(CelCheck.FaultOf(string.Concat(Enumerable.Repeat(before, times)) + middle + string.Concat(Enumerable.Repeat(after, times)), Names));

    [Fact]
    public void ExpressionBeyondTheServersLength_IsRefused()
    {
        Assert.Null(CelCheck.FaultOf($"'{new string('a', 99_998)}'", Names));
        Assert.Equal("it has more than 100,000 characters", CelCheck.FaultOf($"'{new string('a', 99_999)}'", Names));
    }

    [Theory]
    [InlineData("text.size() == 1 && size(text) == 1 && size(list) > 0 && map.size() < 3")]
    [InlineData("text.substring(1) == text.substring(1, 2) && text.split(',')[0].trim() == ''")]
    [InlineData("text.matches('^[a-z]{1,3}$') && matches(text, r'\\d+\\.x')")]
    [InlineData("text.find('a+') != '' && text.findAll('a', 2).all(x, x.startsWith('a'))")]
    [InlineData("'%s has %d of %v'.format([text, count, list]) == text")]
    [InlineData("int(text) + count * 2 - -count % 3 > -9223372036854775808")]
    [InlineData("share * 2.0 / double(count) <= 1.5 && count < share && count < 3u")]
    [InlineData("time + duration('1h30m') < timestamp('2026-01-01T00:00:00Z') && time - time < span")]
    [InlineData("time.getHours('Europe/Berlin') == 3 && span.getHours() == 1")]
    [InlineData("quantity(text).add(1).isGreaterThan(quantity('1Gi')) || !isQuantity(text)")]
    [InlineData("isURL(text) && url(text).getQuery()['a'].size() > 0")]
    [InlineData("cidr(text).containsIP('10.0.0.1') && ip(text).family() == 4 && ip.isCanonical(text) && string(cidr(text).ip()) == text")]
    [InlineData("!format.dns1123Label().validate(text).hasValue() && format.named('uuid').value().validate(text).orValue([]).size() == 0")]
    [InlineData("semver(text, true).isLessThan(semver('1.2.3')) && isSemver(text)")]
    [InlineData("sets.intersects(list, ['a']) && list + ['b'] != list && 'a' in list && 'a' in map")]
    [InlineData("list.map(x, size(x)).sum() > 3 && list.map(x, x != '', x + 'b').join(',') == text && list.isSorted()")]
    [InlineData("list.exists(i, x, i > 0 && x == 'a') && map.all(k, v, k == v) && list.transformMap(i, x, i)[0] > 0")]
    [InlineData("optional.of(text).orValue('') == text && anything.?a.?b.orValue(1) == 1 && map.?a.hasValue()")]
    [InlineData("anything.a.b[2].c == dyn(count) || type(anything) == string")]
    [InlineData("anything == null && text != null && (count > 1 ? text : 'a') == 'b'")]
    [InlineData("bytes(text) == b'abc' && text.lastIndexOf('a', 3) == 0 && text.charAt(0) == 'a'")]
    [InlineData("{'a': 1, 'b': 2}['a'] == 1 && [1, 2][count] == 1 && [{'a': 1}, {'b': 'c'}].size() == 2")]
    [InlineData("list[?0].orValue('') == text && map[?'a'].hasValue()")]
    [InlineData("[?anything.?a, 'x'].size() == 1 && {?'a': anything.?b, 'c': 'x'}.size() == 2")]
    [InlineData("'%s %s'.format([{'a': 1, 'b': 'x'}, [1, 'a']]) == text && anything.includes('a')")]
    [InlineData("authorizer.group('apps').resource('deployments').check('create').allowed()")]
    [InlineData("math.greatest(1, 2) == 2 && [3, 1].sort() == [1, 3]")]
    public void ExpressionThatTheServerCompiles_IsTaken(string expression) =>
        Assert.Null(CelCheck.FaultOf(expression, Known, CelKind.Boolean));

    [Theory]
    [InlineData("size() == 1", "there is no size(), but size(string|bytes|list|map) and string|bytes|list|map.size()")]
    [InlineData("size(count) == 1", "there is no size(int), but size(string|bytes|list|map) and string|bytes|list|map.size()")]
    [InlineData("text.contains()", "there is no string.contains(), but string.contains(string)")]
    [InlineData("text.contains(1)", "there is no string.contains(int), but string.contains(string)")]
    [InlineData("contains(text, 'a')", "there is no contains(string, string), but string.contains(string)")]
    [InlineData("count.startsWith('1')", "there is no int.startsWith(string), but string.startsWith(string)")]
    [InlineData("text.substring('a') == ''", "there is no string.substring(string), but string.substring(int[, int])")]
    [InlineData("text.isGreaterThan(quantity('1'))", "there is no string.isGreaterThan(Quantity), but Quantity.isGreaterThan(Quantity) and Semver.isGreaterThan(Semver)")]
    [InlineData("quantity('1') > quantity('2')", "> can't compare a Quantity with a Quantity")]
    [InlineData("text * 2 == ''", "there is no string * int")]
    [InlineData("text - text == ''", "there is no string - string")]
    [InlineData("count * 1.5 > 2.0", "there is no int * double")]
    [InlineData("share % 2.0 > 1.0", "there is no double % double")]
    [InlineData("-text == ''", "- takes no string")]
    [InlineData("time + time > time", "there is no timestamp + timestamp")]
    [InlineData("time > '2026-01-01'", "> can't compare a timestamp with a string")]
    [InlineData("count == share", "== can't compare an int with a double")]
    [InlineData("list < list", "< can't compare a list with a list")]
    [InlineData("[1, 'a'].size() == 2", "the items of a list are of several types: int and string")]
    [InlineData("{'a': 1, 'b': 'c'}.size() == 2", "the values of a map are of several types: int and string")]
    [InlineData("1 in list", "in looks for an int in a list of string")]
    [InlineData("list['a'] == ''", "the items of a list have numbers, and a string is none")]
    [InlineData("text[0] == 'a'", "a string has no items")]
    [InlineData("count > 1 ? 'a' : true", "?: gives either a string or a bool")]
    [InlineData("has(anything.?a)", "has takes a field, such as has(object.spec)")]
    [InlineData("has(anything)", "has takes a field, such as has(object.spec)")]
    [InlineData("list.all(1, true)", "all takes a name, and then what to do with what has this name")]
    [InlineData("list.all(x)", "all takes a name, and then what to do with what has this name")]
    [InlineData("list.exists(x, x)", "exists takes a bool, and no string")]
    [InlineData("text.matches('[')", "\"[\" is no regular expression")]
    [InlineData("text.matches('a(?=b)')", "\"a(?=b)\" is no regular expression")]
    [InlineData("span < duration('1 day')", "\"1 day\" is no duration")]
    [InlineData("time < timestamp('today')", "\"today\" is no timestamp")]
    [InlineData("count < 9223372036854775808", "9223372036854775808 does not fit into an int of 64 bits")]
    [InlineData("count < 18446744073709551616u", "18446744073709551616u does not fit into a uint of 64 bits")]
    [InlineData("true ? true ? true : false : false", "between ? and : another ? needs parentheses")]
    [InlineData("sets.foo(list, list)", "there is no function sets.foo")]
    [InlineData("text.beginsWith('a')", "there is no function beginsWith")]
    public void ExpressionThatTheServerCannotCompile_IsExplained(string expression, string fault) =>
        Assert.Equal(fault, CelCheck.FaultOf(expression, Known, CelKind.Boolean));

    private static readonly Dictionary<string, CelType> Known = new(StringComparer.Ordinal)
    {
        ["text"] = CelType.Text,
        ["count"] = CelType.Integer,
        ["share"] = CelType.Number,
        ["time"] = CelType.Timestamp,
        ["span"] = CelType.Duration,
        ["list"] = new(CelKind.List, Part: CelType.Text),
        ["map"] = new(CelKind.Map, Part: CelType.Text),
        ["anything"] = CelType.Any,
        ["authorizer"] = CelType.Named("Authorizer"),
    };
}
