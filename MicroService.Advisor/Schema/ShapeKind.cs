namespace MicroService.Advisor.Schema;

/// <summary>What a field holds, as the API server decodes it.</summary>
internal enum ShapeKind : byte
{
    /// <summary>Anything: a part of the object that is decoded later or never.</summary>
    Any = 0,

    /// <summary>An object of a type.</summary>
    Object = 1,

    /// <summary>A string.</summary>
    Text = 2,

    /// <summary>One of several strings.</summary>
    Enumeration = 3,

    /// <summary>Bytes, written in Base64.</summary>
    Bytes = 4,

    /// <summary>A whole number of 32 bits.</summary>
    Int32 = 5,

    /// <summary>A whole number of 64 bits.</summary>
    Int64 = 6,

    /// <summary>A number.</summary>
    Number = 7,

    /// <summary>true or false.</summary>
    Boolean = 8,

    /// <summary>An amount such as <c>250m</c>.</summary>
    Quantity = 9,

    /// <summary>A whole number of 32 bits, or a string.</summary>
    IntegerOrText = 10,

    /// <summary>A time (RFC 3339).</summary>
    Time = 11,

    /// <summary>A time with six digits of a second.</summary>
    MicroTime = 12,

    /// <summary>A list.</summary>
    List = 13,

    /// <summary>Keys and values.</summary>
    Map = 14,
}
