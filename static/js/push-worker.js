// Shows that there is news, and opens the public page of the action when it is touched. Fetches and keeps nothing.
self.addEventListener("push", (event) => {
  const { title, language, path } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { lang: language, dir: "auto", tag: path, data: path }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data, self.location.origin);
  if (target.origin === self.location.origin) event.waitUntil(self.clients.openWindow(target.href));
});
