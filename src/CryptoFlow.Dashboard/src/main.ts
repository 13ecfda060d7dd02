document.querySelector('#app')!.textContent='x'; export {};
