namespace IopClinic.Web.Sessions;

/// <summary>The tick beside somebody who is to be told: which handlers set it and take it back, and by what they know the person.</summary>
public sealed record ToldTick(NoticeModel.ToTell Person, string Told, string NotTold, string Key)
{
    public Dictionary<string, string> Route => new() { [Key] = Person.Key };
}
