using System.ComponentModel.DataAnnotations;

namespace Messaging.Redis;

/// <summary>How Redis is reached. Configuration section <c>Redis</c>; the address is the connection string <c>Redis</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>Address and options as StackExchange.Redis reads them, such as <c>127.0.0.1:6379</c>. Required. Default: <c>ConnectionStrings:Redis</c>.</summary>
    [Required(ErrorMessage = "ConnectionStrings:Redis is missing: set it to the address of Redis, such as 127.0.0.1:6379.")]
    public string ConnectionString { get; set; } = "";

    /// <summary>First part of every key, so that several installations can share a server. Default: <c>tasks</c>.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9_.-]{1,64}", ErrorMessage = "Redis:KeyPrefix is 1 to 64 letters, digits, dots, hyphens and underscores.")]
    public string KeyPrefix { get; set; } = "tasks";

    /// <summary>How long to wait for an answer. Default: 2 seconds; 50 milliseconds to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);
}
