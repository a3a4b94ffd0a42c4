// "Tell me on this device too": asks the browser only when the button is pressed, and sends what it names with the form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const encoded = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function subscribe(form) {
  const registration = await navigator.serviceWorker.register(form.dataset.worker);
  const applicationServerKey = bytes(form.dataset.push);
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

for (const form of document.querySelectorAll("[data-push]")) {
  if (!("serviceWorker" in navigator && "PushManager" in window)) continue;
  form.hidden = false;
  form.closest("section").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const subscription = await subscribe(form);
      form.elements.endpoint.value = subscription.endpoint;
      form.elements.key.value = encoded(subscription.getKey("p256dh"));
      form.elements.auth.value = encoded(subscription.getKey("auth"));
      form.submit();
    } catch {
      form.querySelector("[data-refused]").hidden = false;
    }
  });
}
