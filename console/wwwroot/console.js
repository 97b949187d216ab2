// What the server cannot do: colours before the first picture, the clipboard, and coming back after the connection or the node was lost.
(() => {
  const stored = () => { try { return localStorage.getItem('dark'); } catch { return null; } };
  window.systemConnector = {
    isDark: () => (stored() ?? String(matchMedia('(prefers-color-scheme: dark)').matches)) === 'true',
    setDark: dark => { try { localStorage.setItem('dark', dark); } catch { /* a private window keeps nothing */ } },
    // What is typed and not saved yet lives as long as the tab.
    kept: name => { try { return sessionStorage.getItem(name); } catch { return null; } },
    keep: (name, text) => { try { if (text === null) sessionStorage.removeItem(name); else sessionStorage.setItem(name, text); } catch { /* then it is lost with the page */ } },
    // Who is told of a fault is there where it can be mended.
    goToFault: () => document.querySelector('[aria-invalid="true"]')?.focus(),
    zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    copy: text => navigator.clipboard.writeText(text),
    download: (name, type, text) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  };

  if (!document.querySelector('script[src$="blazor.web.js"]') || !window.Blazor) return;
  const notice = document.getElementById('reconnecting');
  let trying = false, leaving = false;
  // A page that begins anew by itself does not ask whether it may: what was typed is kept.
  addEventListener('beforeunload', event => { if (leaving) event.stopImmediatePropagation(); }, true);
  const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
  const reconnect = async () => {
    if (trying) return;
    trying = true;
    notice.hidden = false;
    for (let wait = 200; ; wait = Math.min(wait * 1.5, 3000)) {
      try {
        // False: a node answers that does not know this page, because the one that did is gone. The page begins anew there.
        if (await Blazor.reconnect()) break;
        // Unless something is typed there that is kept nowhere: then it stays, so that it can be copied.
        if (!location.pathname.startsWith('/connectors/') && !dispatchEvent(new Event('beforeunload', { cancelable: true }))) {
          notice.textContent = 'The node that had this page is gone. Copy what you typed, then load the page again.';
          return;
        }
        leaving = true;
        location.reload();
        return;
      } catch { /* nobody answers yet */ }
      await pause(wait);
    }
    trying = false;
    notice.hidden = true;
  };
  Blazor.start({
    circuit: {
      // A WebSocket at once: behind a balancer a question before it might be answered by another node.
      configureSignalR: builder => builder.withUrl('_blazor', { skipNegotiation: true, transport: 1 }).withServerTimeout(10000).withKeepAliveInterval(4000),
      reconnectionHandler: { onConnectionDown: () => { reconnect(); }, onConnectionUp: () => { notice.hidden = true; } },
    },
  });
})();
