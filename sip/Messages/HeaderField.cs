namespace SystemConnector.Sip.Messages;

/// <summary>Where one header field lies in the message. The value has no white space around it and is unfolded.</summary>
public readonly record struct HeaderField(HeaderName Name, Slice NameText, Slice Value);
