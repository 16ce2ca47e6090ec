namespace Messaging.Redis.Scripts;

/// <summary>The Lua scripts, embedded beside this file.</summary>
internal static class RedisScripts
{
    public static readonly RedisScript Commit = Read("commit");

    public static readonly RedisScript Beginnings = Read("beginnings");

    public static readonly RedisScript Lease = Read("lease");

    public static readonly RedisScript List = Read("list");

    public static readonly RedisScript Oldest = Read("oldest");

    public static readonly RedisScript Repair = Read("repair");

    public static readonly RedisScript Changes = Read("changes");

    public static readonly RedisScript Worker = Read("worker");

    public static readonly RedisScript Process = Read("process");

    public static readonly RedisScript Acquire = Read("acquire");

    public static readonly RedisScript Renew = Read("renew");

    public static readonly RedisScript Log = Read("log");

    public static readonly RedisScript Replay = Read("replay");

    public static readonly RedisScript Time = Read("time");

    private static RedisScript Read(string name)
    {
        using var stream = typeof(RedisScripts).Assembly.GetManifestResourceStream(typeof(RedisScripts), $"{name}.lua")
            ?? throw new InvalidOperationException($"{name}.lua is not embedded.");
        using var reader = new StreamReader(stream);
        return new RedisScript(name, reader.ReadToEnd());
    }
}
